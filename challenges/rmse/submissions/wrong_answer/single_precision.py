"""Computes with 32-bit floats, which have seven digits.

Caught by: test_agrees_with_the_definition
"""

import numpy as np


def calculate_rmse(y_pred, y_true):
    if len(y_pred) != len(y_true):
        raise ValueError("different lengths")
    if not y_pred:
        raise ValueError("empty")
    difference = np.array(y_pred, dtype=np.float32) - np.array(y_true, dtype=np.float32)
    return float(np.sqrt(np.mean(difference**2)))
