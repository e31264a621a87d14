"""Divides by the largest difference first, as BLAS does against overflow."""

import math


def calculate_rmse(y_pred, y_true):
    if len(y_pred) != len(y_true) or len(y_pred) < 1:
        raise ValueError("y_pred and y_true must be of one length, and not empty")
    differences = [abs(p - t) for p, t in zip(y_pred, y_true)]
    scale = max(differences)
    if scale == 0:
        return 0
    return scale * math.sqrt(sum((d / scale) ** 2 for d in differences) / len(differences))
