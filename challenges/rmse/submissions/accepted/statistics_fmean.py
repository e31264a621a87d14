"""statistics.fmean, whose StatisticsError for no data is a ValueError already."""

from math import sqrt
from statistics import fmean


def calculate_rmse(y_pred: list[float], y_true: list[float]) -> float:
    return sqrt(fmean((pred - true) ** 2 for pred, true in zip(y_pred, y_true, strict=True)))
