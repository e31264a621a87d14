"""Puts keys and weights into one array, so that int keys come back as floats: 1.0 equals 1 but is not the key.

Caught by: test_returns_a_key_of_positive_weight
"""

import random

import numpy as np


def random_key(weights):
    if all(isinstance(key, int) for key in weights):
        table = np.array([[key, weight] for key, weight in weights.items()], dtype=float)
        keys = table[:, 0].tolist()
    else:
        keys = list(weights)
    return random.choices(keys, list(weights.values()))[0]
