"""numpy's norm; its result is a numpy float."""

import numpy as np


def calculate_rmse(y_pred, y_true):
    pred, true = np.asarray(y_pred, dtype=np.float64), np.asarray(y_true, dtype=np.float64)
    if pred.shape != true.shape or pred.size == 0:
        raise ValueError(f"shapes {pred.shape} and {true.shape}")
    return np.linalg.norm(pred - true) / np.sqrt(pred.size)
