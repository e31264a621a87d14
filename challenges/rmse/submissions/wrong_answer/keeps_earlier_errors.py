"""A default argument collects the squares of all calls, not only those of this one.

Caught by: test_agrees_with_the_definition
"""

import math


def calculate_rmse(y_pred, y_true, squares=[]):
    if len(y_pred) != len(y_true) or not y_pred:
        raise ValueError("lists of one length, please")
    squares += [(p - t) ** 2 for p, t in zip(y_pred, y_true)]
    return math.sqrt(sum(squares) / len(squares))
