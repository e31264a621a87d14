"""Takes the values out of both lists.

Caught by: test_leaves_its_inputs_as_they_were
"""

import math


def calculate_rmse(y_pred, y_true):
    if len(y_pred) != len(y_true):
        raise ValueError("different lengths")
    if not y_pred:
        raise ValueError("empty")
    n, total = len(y_pred), 0
    while y_pred:
        total += (y_pred.pop() - y_true.pop()) ** 2
    return math.sqrt(total / n)
