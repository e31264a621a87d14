"""Copies the rest of both lists in every step: quadratic.

Caught by: test_takes_linear_time
"""

import math


def calculate_rmse(y_pred, y_true):
    if len(y_pred) != len(y_true):
        raise ValueError("different lengths")
    if not y_pred:
        raise ValueError("empty")
    n, total = len(y_pred), 0.0
    while y_pred:
        total += (y_pred[0] - y_true[0]) ** 2
        y_pred, y_true = y_pred[1:], y_true[1:]
    return math.sqrt(total / n)
