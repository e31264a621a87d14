"""Tolerates a difference of one in the lengths.

Caught by: test_rejects_lists_of_different_lengths
"""

import math


def calculate_rmse(y_pred, y_true):
    if abs(len(y_pred) - len(y_true)) > 1 or not y_pred:
        raise ValueError("lengths")
    return math.sqrt(sum((p - t) ** 2 for p, t in zip(y_pred, y_true)) / len(y_pred))
