"""A dot product of the differences with themselves, as a Python float."""

import numpy


def calculate_rmse(y_pred, y_true):
    if len(y_pred) != len(y_true):
        raise ValueError("lengths")
    if not len(y_pred):
        raise ValueError("empty")
    difference = numpy.subtract(y_pred, y_true, dtype=float)
    return float((difference @ difference / difference.size) ** 0.5)
