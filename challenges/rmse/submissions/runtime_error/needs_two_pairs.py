"""Right for two pairs and more, but the sample variance of one difference is not defined: a ValueError out of place.

Caught by: test_agrees_with_the_definition
"""

import math
import statistics


def calculate_rmse(y_pred, y_true):
    if len(y_pred) != len(y_true) or not y_pred:
        raise ValueError("lists of one length, please")
    n = len(y_pred)
    differences = [float(p - t) for p, t in zip(y_pred, y_true)]
    mean = statistics.fmean(differences)
    return math.sqrt(statistics.variance(differences) * (n - 1) / n + mean**2)
