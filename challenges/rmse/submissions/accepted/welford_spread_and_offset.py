"""Mean and variance of the differences by Welford's method: the error is the root of variance plus squared mean."""

from math import sqrt


def calculate_rmse(y_pred, y_true):
    if len(y_pred) != len(y_true) or not y_true:
        raise ValueError
    mean = spread = 0.0
    for n, (p, t) in enumerate(zip(y_pred, y_true), 1):
        delta = (p - t) - mean
        mean += delta / n
        spread += delta * ((p - t) - mean)
    return sqrt(spread / len(y_true) + mean * mean)
