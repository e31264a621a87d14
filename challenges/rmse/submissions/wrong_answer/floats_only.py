"""Leaves out pairs without a float, "because predictions are floats".

Caught by: test_agrees_with_the_definition
"""

import math


def calculate_rmse(y_pred, y_true):
    if len(y_pred) != len(y_true):
        raise ValueError("different lengths")
    if not y_pred:
        raise ValueError("empty")
    squares = [(p - t) ** 2 for p, t in zip(y_pred, y_true) if isinstance(p, float) or isinstance(t, float)]
    return math.sqrt(sum(squares) / len(y_pred))
