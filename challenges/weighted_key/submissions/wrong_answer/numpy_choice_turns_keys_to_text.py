"""Gives the keys to numpy, which turns a mixture of ints and strings into strings: 1 comes back as "1".

Caught by: test_returns_a_key_of_positive_weight
"""

import numpy as np


def random_key(weights):
    probabilities = np.array(list(weights.values()), dtype=float)
    return np.random.choice(list(weights), p=probabilities / probabilities.sum())
