"""Does not look at the lengths: zip drops what has no partner.

Caught by: test_rejects_lists_of_different_lengths
"""

import math


def calculate_rmse(y_pred, y_true):
    if not y_pred or not y_true:
        raise ValueError("empty")
    return math.sqrt(sum((p - t) ** 2 for p, t in zip(y_pred, y_true)) / len(y_pred))
