"""Reference solution of the challenge `rmse`."""

from __future__ import annotations

import math


def calculate_rmse(y_pred: list[float], y_true: list[float]) -> float:
    """Return the root mean squared error of predictions.

    Args:
        y_pred: The predictions, finite real numbers.
        y_true: What they should have been, in the same order.

    Returns:
        The square root of the mean of `(y_pred[i] - y_true[i]) ** 2`.

    Raises:
        ValueError: The lists have different lengths, or are empty.
    """
    if len(y_pred) != len(y_true):
        raise ValueError("the lists have different lengths")
    if not y_pred:
        raise ValueError("the lists are empty")
    total = 0.0
    for index in range(len(y_pred)):
        difference = y_pred[index] - y_true[index]
        total += difference * difference
    return math.sqrt(total / len(y_pred))
