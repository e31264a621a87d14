"""Notices only predictions without a true value.

Caught by: test_rejects_lists_of_different_lengths
"""

import math


def calculate_rmse(y_pred, y_true):
    if len(y_pred) > len(y_true) or not y_pred:
        raise ValueError("too many predictions")
    return math.sqrt(sum((p - t) ** 2 for p, t in zip(y_pred, y_true)) / len(y_pred))
