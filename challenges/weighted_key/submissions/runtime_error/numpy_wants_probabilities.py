"""Gives numpy.random.choice weights that do not add up to 1.

Caught by: test_returns_a_key_of_positive_weight
"""

import numpy as np


def random_key(weights):
    return list(weights)[np.random.choice(len(weights), p=list(weights.values()))]
