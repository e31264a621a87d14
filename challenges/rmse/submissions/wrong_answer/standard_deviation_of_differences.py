"""The standard deviation of the differences is not their root mean square: it forgets their mean.

Caught by: test_agrees_with_the_definition
"""

import statistics


def calculate_rmse(y_pred, y_true):
    if len(y_pred) != len(y_true):
        raise ValueError("different lengths")
    if not y_pred:
        raise ValueError("empty")
    return statistics.pstdev(p - t for p, t in zip(y_pred, y_true))
