"""The guide's numpy answer with the check that its text asks for: empty lists are rejected as well."""

import numpy as np


def calculate_rmse(y_pred, y_true):
    if len(y_pred) != len(y_true):
        raise ValueError("predictions and targets must have the same length")
    if len(y_pred) == 0:
        raise ValueError("predictions and targets must not be empty")
    return np.sqrt(np.mean((np.array(y_pred) - np.array(y_true)) ** 2))
