"""A colon is missing."""

def calculate_rmse(y_pred, y_true)
    return sum((p - t) ** 2 for p, t in zip(y_pred, y_true)) / len(y_pred)
