"""Subtracts every value from every other and looks at the diagonal only: 320 gigabytes for 200,000 values.

Caught by: test_takes_linear_time
"""

import numpy as np


def calculate_rmse(y_pred, y_true):
    if len(y_pred) != len(y_true):
        raise ValueError("different lengths")
    if not y_pred:
        raise ValueError("empty")
    differences = np.subtract.outer(np.array(y_pred, dtype=float), np.array(y_true, dtype=float))
    return np.sqrt(np.mean(np.diagonal(differences) ** 2))
