"""The guide's answer: it checks the lengths only, so two empty lists give nan (and a RuntimeWarning), although the
guide's own text asks for that case.

Caught by: test_rejects_empty_lists
"""

import numpy as np


def calculate_rmse(y_pred, y_true):
    if len(y_pred) != len(y_true):
        raise ValueError("predictions and targets must have the same length")
    return np.sqrt(np.mean((np.array(y_pred) - np.array(y_true)) ** 2))
