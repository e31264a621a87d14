"""Divides by the mean of the true values where it is positive, which is another measure.

Caught by: test_agrees_with_the_definition
"""

import math


def calculate_rmse(y_pred, y_true):
    if len(y_pred) != len(y_true):
        raise ValueError("different lengths")
    if not y_pred:
        raise ValueError("empty")
    mean = sum(y_true) / len(y_true)
    error = math.sqrt(sum((p - t) ** 2 for p, t in zip(y_pred, y_true)) / len(y_pred))
    return error / mean if mean > 0 else error
