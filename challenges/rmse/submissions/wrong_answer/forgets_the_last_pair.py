"""The loop ends one pair early.

Caught by: test_agrees_with_the_definition
"""

import math


def calculate_rmse(y_pred, y_true):
    if len(y_pred) != len(y_true):
        raise ValueError("different lengths")
    if not y_pred:
        raise ValueError("empty")
    total = (
        sum((y_pred[i] - y_true[i]) ** 2 for i in range(len(y_pred) - 1))
        if len(y_pred) > 1
        else (y_pred[0] - y_true[0]) ** 2
    )
    return math.sqrt(total / len(y_pred))
