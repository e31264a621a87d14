"""Expands the square into sums, whose rounding errors can leave a negative number under the root.

Caught by: test_agrees_with_the_definition
"""

import math


def calculate_rmse(y_pred, y_true):
    if len(y_pred) != len(y_true) or not y_pred:
        raise ValueError("lists of one length, please")
    n = len(y_pred)
    pred, true = sum(y_pred) / n, sum(y_true) / n
    spread = sum((p - t - pred + true) ** 2 for p, t in zip(y_pred, y_true)) / n
    return math.sqrt(spread - (pred - true) ** 2)
