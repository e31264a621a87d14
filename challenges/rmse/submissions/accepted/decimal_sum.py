"""Decimal numbers with fifty digits, and a float in the end."""

from decimal import Decimal, localcontext


def calculate_rmse(y_pred, y_true):
    if not len(y_pred) == len(y_true) > 0:
        raise ValueError("need two lists of the same length")
    with localcontext() as context:
        context.prec = 50
        squares = ((Decimal(p) - Decimal(t)) ** 2 for p, t in zip(y_pred, y_true))
        return float((sum(squares) / len(y_pred)).sqrt())
