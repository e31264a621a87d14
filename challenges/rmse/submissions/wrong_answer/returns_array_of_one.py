"""Keeps a dimension, so that an array with one element is returned.

Caught by: test_agrees_with_the_definition
"""

import numpy as np


def calculate_rmse(y_pred, y_true):
    if len(y_pred) != len(y_true):
        raise ValueError("different lengths")
    if not y_pred:
        raise ValueError("empty")
    difference = np.array([y_pred], dtype=float) - np.array([y_true], dtype=float)
    return np.sqrt(np.mean(difference**2, axis=1))
