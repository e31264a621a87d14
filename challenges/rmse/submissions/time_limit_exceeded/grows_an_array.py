"""numpy.append copies the whole array for each value: quadratic.

Caught by: test_takes_linear_time
"""

import numpy as np


def calculate_rmse(y_pred, y_true):
    if len(y_pred) != len(y_true):
        raise ValueError("different lengths")
    if not y_pred:
        raise ValueError("empty")
    squares = np.array([])
    for p, t in zip(y_pred, y_true):
        squares = np.append(squares, (p - t) ** 2)
    return np.sqrt(squares.mean())
