"""map, operator and reduce; whole numbers stay whole until the root."""

from functools import reduce
from operator import add, mul, sub


def calculate_rmse(y_pred, y_true):
    if len(y_pred) - len(y_true):
        raise ValueError("unequal")
    differences = tuple(map(sub, y_pred, y_true))
    if not differences:
        raise ValueError("empty")
    return pow(reduce(add, map(mul, differences, differences)) / len(differences), 0.5)
