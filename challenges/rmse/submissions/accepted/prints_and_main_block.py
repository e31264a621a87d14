"""Prints what it does, and has a main block that asks for input, which nobody runs here."""

import math


def calculate_rmse(y_pred, y_true):
    if len(y_pred) != len(y_true) or len(y_pred) == 0:
        raise ValueError("bad input")
    print("comparing", len(y_pred), "pairs")
    mse = sum([pow(a - b, 2) for a, b in zip(y_pred, y_true)]) / len(y_pred)
    return math.sqrt(mse)


if __name__ == "__main__":
    predictions = [float(word) for word in input("predictions: ").split()]
    targets = [float(word) for word in input("targets: ").split()]
    print(calculate_rmse(predictions, targets))
