"""Writes the differences into the list of predictions.

Caught by: test_leaves_its_inputs_as_they_were
"""

import math


def calculate_rmse(y_pred, y_true):
    if len(y_pred) != len(y_true):
        raise ValueError("different lengths")
    if not y_pred:
        raise ValueError("empty")
    for i, true in enumerate(y_true):
        y_pred[i] -= true
    return math.sqrt(sum(d * d for d in y_pred) / len(y_pred))
