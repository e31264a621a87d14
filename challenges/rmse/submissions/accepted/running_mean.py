"""One pass with a running mean of the squares; nothing grows."""


def calculate_rmse(y_pred, y_true):
    mean = None
    for seen, (a, b) in enumerate(zip(y_pred, y_true, strict=True), start=1):
        square = float(a - b) ** 2
        mean = square if mean is None else mean + (square - mean) / seen
    if mean is None:
        raise ValueError("empty")
    return mean**0.5
