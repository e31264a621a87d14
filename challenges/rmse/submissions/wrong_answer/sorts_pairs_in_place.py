"""Sorts the pairs by size for a better sum, and writes them back into the lists.

Caught by: test_leaves_its_inputs_as_they_were
"""

import math


def calculate_rmse(y_pred, y_true):
    if len(y_pred) != len(y_true):
        raise ValueError("different lengths")
    if not y_pred:
        raise ValueError("empty")
    pairs = sorted(zip(y_pred, y_true), key=lambda pair: abs(pair[0] - pair[1]))
    y_pred[:], y_true[:] = map(list, zip(*pairs))
    return math.sqrt(sum((p - t) ** 2 for p, t in zip(y_pred, y_true)) / len(y_pred))
