"""Takes values from the front of a list, which moves all others every time: quadratic.

Caught by: test_takes_linear_time
"""

import math


def calculate_rmse(y_pred, y_true):
    if len(y_pred) != len(y_true):
        raise ValueError("different lengths")
    if not y_pred:
        raise ValueError("empty")
    pred, true = list(y_pred), list(y_true)
    total = 0.0
    while pred:
        total += (pred.pop(0) - true.pop(0)) ** 2
    return math.sqrt(total / len(y_pred))
