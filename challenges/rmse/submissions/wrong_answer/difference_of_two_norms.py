"""Takes the difference of two root mean squares for the root mean square of the difference.

Caught by: test_agrees_with_the_definition
"""

import math


def calculate_rmse(y_pred, y_true):
    if len(y_pred) != len(y_true):
        raise ValueError("different lengths")
    if not y_pred:
        raise ValueError("empty")

    def rms(values):
        return math.sqrt(sum(value * value for value in values) / len(values))

    return abs(rms(y_pred) - rms(y_true))
