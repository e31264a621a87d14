"""hypot of all differences at once."""

import math


def calculate_rmse(y_pred, y_true):
    if not y_pred or len(y_pred) != len(y_true):
        raise ValueError(f"cannot compare {len(y_pred)} with {len(y_true)} values")
    return math.hypot(*(a - b for a, b in zip(y_pred, y_true))) / math.sqrt(len(y_pred))
