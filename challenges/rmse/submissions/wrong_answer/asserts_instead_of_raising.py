"""Checks the lengths with assert, which raises AssertionError.

Caught by: test_rejects_lists_of_different_lengths
"""

import math


def calculate_rmse(y_pred, y_true):
    assert len(y_pred) == len(y_true), "different lengths"
    if not y_pred:
        raise ValueError("empty")
    return math.sqrt(sum((p - t) ** 2 for p, t in zip(y_pred, y_true)) / len(y_pred))
