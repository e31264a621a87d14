"""Returns a Decimal instead of a float.

Caught by: test_agrees_with_the_definition
"""

from decimal import Decimal


def calculate_rmse(y_pred, y_true):
    if len(y_pred) != len(y_true):
        raise ValueError("different lengths")
    if not y_pred:
        raise ValueError("empty")
    return (sum((Decimal(p) - Decimal(t)) ** 2 for p, t in zip(y_pred, y_true)) / len(y_pred)).sqrt()
