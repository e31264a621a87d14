"""Squares whole numbers in 32 bits, where those beyond 46,340 overflow.

Caught by: test_agrees_with_the_definition
"""

import numpy as np


def calculate_rmse(y_pred, y_true):
    if len(y_pred) != len(y_true):
        raise ValueError("different lengths")
    if not y_pred:
        raise ValueError("empty")
    whole = all(isinstance(value, int) for value in y_pred + y_true)
    difference = np.subtract(y_pred, y_true, dtype=np.int32 if whole else float)
    return float(np.sqrt(np.sum(np.abs(difference * difference), dtype=float) / len(y_pred)))
