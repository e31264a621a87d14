"""One level of recursion for each pair: more than Python allows.

Caught by: test_takes_linear_time
"""

import math


def total(y_pred, y_true, i):
    return (y_pred[i] - y_true[i]) ** 2 + total(y_pred, y_true, i + 1) if i < len(y_pred) else 0


def calculate_rmse(y_pred, y_true):
    if len(y_pred) != len(y_true) or not y_pred:
        raise ValueError("lists of one length, please")
    return math.sqrt(total(y_pred, y_true, 0) / len(y_pred))
