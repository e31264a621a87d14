"""Adds up all weights again for every key that it passes: quadratic.

Caught by: test_takes_linear_time
"""

import random


def random_key(weights):
    point = random.random()
    cumulative = 0
    for key in weights:
        cumulative += weights[key] / sum(weights.values())
        if point < cumulative:
            return key
    return max(weights, key=weights.get)
