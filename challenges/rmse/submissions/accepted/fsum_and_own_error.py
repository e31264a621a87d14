"""A correctly rounded sum, and an exception of its own that is a ValueError."""

import math


class UnusableDataError(ValueError):
    pass


def calculate_rmse(y_pred, y_true):
    pairs = len(y_pred)
    if pairs != len(y_true):
        raise UnusableDataError("lengths differ")
    if pairs == 0:
        raise UnusableDataError("no data")
    return math.sqrt(math.fsum((y_pred[i] - y_true[i]) ** 2 for i in range(pairs)) / pairs)
