"""Finds no error between empty lists.

Caught by: test_rejects_empty_lists
"""

import math


def calculate_rmse(y_pred, y_true):
    if len(y_pred) != len(y_true):
        raise ValueError("different lengths")
    return math.sqrt(sum((p - t) ** 2 for p, t in zip(y_pred, y_true)) / max(1, len(y_pred)))
