"""Asks for the position of each value again, a search through the list every time: quadratic.

Caught by: test_takes_linear_time
"""

import math


def calculate_rmse(y_pred, y_true):
    if len(y_pred) != len(y_true):
        raise ValueError("different lengths")
    if not y_pred:
        raise ValueError("empty")
    total = 0.0
    for p in y_pred:
        position = y_pred.index(p)
        total += (
            sum((p - t) ** 2 for q, t in zip(y_pred, y_true) if q == p) / y_pred.count(p)
            if y_pred.count(p) > 1
            else (p - y_true[position]) ** 2
        )
    return math.sqrt(total / len(y_pred))
