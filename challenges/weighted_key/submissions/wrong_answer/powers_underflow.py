"""Efraimidis and Spirakis without logarithms: u ** (1 / weight) is 0.0 for most u where the weight is tiny.

Caught by: test_follows_the_weights
"""

import random


def random_key(weights):
    return max((key for key in weights if weights[key]), key=lambda key: random.random() ** (1 / weights[key]))
