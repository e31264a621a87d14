"""Returns the mean squared error as well.

Caught by: test_agrees_with_the_definition
"""

import math


def calculate_rmse(y_pred, y_true):
    if len(y_pred) != len(y_true):
        raise ValueError("different lengths")
    if not y_pred:
        raise ValueError("empty")
    mse = sum((p - t) ** 2 for p, t in zip(y_pred, y_true)) / len(y_pred)
    return mse, math.sqrt(mse)
