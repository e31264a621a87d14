"""Exact: every number times one power of two is whole, and the textbook formula with three sums does whole numbers no harm."""

from math import isqrt


def calculate_rmse(y_pred, y_true):
    size = len(y_pred)
    if size != len(y_true):
        raise ValueError("lengths differ")
    if not size:
        raise ValueError("no values")
    ratios = [value.as_integer_ratio() for value in y_pred + y_true]
    scale = max(denominator for _, denominator in ratios)
    whole = [numerator * (scale // denominator) for numerator, denominator in ratios]
    pred, true = whole[:size], whole[size:]
    total = sum(p * p for p in pred) - 2 * sum(p * t for p, t in zip(pred, true)) + sum(t * t for t in true)
    return isqrt((total << 128) // size) / (scale << 64)
