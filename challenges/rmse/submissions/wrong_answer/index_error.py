"""Runs over the end of the shorter list of true values, and past what is missing from the predictions.

Caught by: test_rejects_lists_of_different_lengths
"""

import math


def calculate_rmse(y_pred, y_true):
    if not y_pred:
        raise ValueError("empty")
    total = 0
    for i in range(len(y_pred)):
        total += (y_pred[i] - y_true[i]) ** 2
    return math.sqrt(total / len(y_pred))
