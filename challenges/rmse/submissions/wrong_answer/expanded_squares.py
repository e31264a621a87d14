"""Expands each square, so that digits cancel for values that are large and close.

Caught by: test_agrees_with_the_definition
"""

import math


def calculate_rmse(y_pred, y_true):
    if len(y_pred) != len(y_true):
        raise ValueError("different lengths")
    if not y_pred:
        raise ValueError("empty")
    return math.sqrt(abs(math.fsum(p * p - 2 * p * t + t * t for p, t in zip(y_pred, y_true))) / len(y_pred))
