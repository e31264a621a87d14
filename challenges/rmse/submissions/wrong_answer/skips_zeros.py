"""Takes zeros for missing values and leaves them out.

Caught by: test_agrees_with_the_definition
"""

import math


def calculate_rmse(y_pred, y_true):
    if len(y_pred) != len(y_true):
        raise ValueError("different lengths")
    if not y_pred:
        raise ValueError("empty")
    squares = [(p - t) ** 2 for p, t in zip(y_pred, y_true) if p and t]
    return math.sqrt(sum(squares) / len(squares)) if squares else 0.0
