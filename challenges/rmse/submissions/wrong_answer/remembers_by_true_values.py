"""Remembers results by the true values, as if these had one prediction only.

Caught by: test_agrees_with_the_definition
"""

import math

known = {}


def calculate_rmse(y_pred, y_true):
    if len(y_pred) != len(y_true) or not y_pred:
        raise ValueError("lists of one length, please")
    name = tuple(y_true)
    if name not in known:
        known[name] = math.sqrt(sum((p - t) ** 2 for p, t in zip(y_pred, y_true)) / len(y_pred))
    return known[name]
