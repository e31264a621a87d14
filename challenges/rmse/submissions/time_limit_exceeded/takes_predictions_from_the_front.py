"""Takes the predictions from the front of a copy, which moves all others every time: quadratic.

Caught by: test_takes_linear_time
"""

import math


def calculate_rmse(y_pred, y_true):
    if len(y_pred) != len(y_true):
        raise ValueError("different lengths")
    if not y_pred:
        raise ValueError("empty")
    pred = y_pred.copy()
    return math.sqrt(sum((pred.pop(0) - true) ** 2 for true in y_true) / len(y_true))
