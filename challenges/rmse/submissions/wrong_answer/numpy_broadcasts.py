"""Relies on numpy to reject different shapes, but numpy repeats a single value as often as needed.

Caught by: test_rejects_lists_of_different_lengths
"""

import numpy as np


def calculate_rmse(y_pred, y_true):
    if not y_pred or not y_true:
        raise ValueError("empty")
    difference = np.array(y_pred, dtype=float) - np.array(y_true, dtype=float)
    return np.sqrt(np.mean(difference**2))
