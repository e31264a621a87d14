"""Expands the square into three means, whose difference has no digits left for values that are large and close.

Caught by: test_agrees_with_the_definition
"""

import math


def calculate_rmse(y_pred, y_true):
    if len(y_pred) != len(y_true):
        raise ValueError("different lengths")
    if not y_pred:
        raise ValueError("empty")
    n = len(y_pred)
    squares = (
        sum(p * p for p in y_pred) / n
        - 2 * sum(p * t for p, t in zip(y_pred, y_true)) / n
        + sum(t * t for t in y_true) / n
    )
    return math.sqrt(max(0.0, squares))
