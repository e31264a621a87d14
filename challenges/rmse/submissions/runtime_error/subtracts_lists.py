"""Takes the lists for arrays: lists cannot be subtracted.

Caught by: test_agrees_with_the_definition
"""


def calculate_rmse(y_pred, y_true):
    if len(y_pred) != len(y_true) or not y_pred:
        raise ValueError("lists of one length, please")
    return ((y_pred - y_true) ** 2).mean() ** 0.5
