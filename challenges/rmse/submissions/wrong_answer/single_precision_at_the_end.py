"""Right in double precision, but the result is given as a 32-bit float.

Caught by: test_agrees_with_the_definition
"""

import numpy as np


def calculate_rmse(y_pred, y_true):
    if len(y_pred) != len(y_true):
        raise ValueError("different lengths")
    if not y_pred:
        raise ValueError("empty")
    difference = np.subtract(y_pred, y_true, dtype=float)
    return np.float32(np.sqrt(np.mean(difference**2)))
