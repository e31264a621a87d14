"""Finds the root by five steps of Newton's method, too few for large or small errors.

Caught by: test_agrees_with_the_definition
"""


def calculate_rmse(y_pred, y_true):
    if len(y_pred) != len(y_true):
        raise ValueError("different lengths")
    if not y_pred:
        raise ValueError("empty")
    square = sum((p - t) ** 2 for p, t in zip(y_pred, y_true)) / len(y_pred)
    root = square or 1.0
    for _ in range(5):
        root = (root + square / root) / 2
    return root
