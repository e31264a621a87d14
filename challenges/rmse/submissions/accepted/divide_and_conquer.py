"""The sum of squares by halving index ranges, recursively."""

import math


def calculate_rmse(y_pred, y_true):
    def squares(start, stop):
        if stop - start <= 8:
            return sum((y_pred[i] - y_true[i]) ** 2 for i in range(start, stop))
        middle = (start + stop) // 2
        return squares(start, middle) + squares(middle, stop)

    size = len(y_true)
    if len(y_pred) != size:
        raise ValueError("The lists must be of equal length.")
    if size == 0:
        raise ValueError("The lists must not be empty.")
    return math.sqrt(squares(0, size) / size)
