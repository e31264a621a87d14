"""Converts the true values to floats in place: equal, but not what they were.

Caught by: test_leaves_its_inputs_as_they_were
"""

import math


def calculate_rmse(y_pred, y_true):
    if len(y_pred) != len(y_true):
        raise ValueError("different lengths")
    if not y_pred:
        raise ValueError("empty")
    y_true[:] = map(float, y_true)
    return math.sqrt(sum((p - t) ** 2 for p, t in zip(y_pred, y_true)) / len(y_pred))
