"""Returns a Fraction instead of a float.

Caught by: test_agrees_with_the_definition
"""

import math
from fractions import Fraction


def calculate_rmse(y_pred, y_true):
    if len(y_pred) != len(y_true):
        raise ValueError("different lengths")
    if not y_pred:
        raise ValueError("empty")
    return Fraction(math.sqrt(sum((p - t) ** 2 for p, t in zip(y_pred, y_true)) / len(y_pred)))
