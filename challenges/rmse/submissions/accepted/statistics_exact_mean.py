"""statistics.mean, which adds fractions exactly."""

import statistics


def calculate_rmse(y_pred, y_true):
    if len(y_pred) != len(y_true):
        raise ValueError("different lengths")
    return statistics.mean(float(p - t) ** 2 for p, t in zip(y_pred, y_true)) ** 0.5
