"""Tries itself out on import, with lists that it rejects: the module never gets to its end.

Caught by: loading
"""


def calculate_rmse(y_pred, y_true):
    if len(y_pred) != len(y_true) or not y_pred:
        raise ValueError("lists of one length, please")
    return (sum((p - t) ** 2 for p, t in zip(y_pred, y_true)) / len(y_pred)) ** 0.5


print(calculate_rmse([], []))
