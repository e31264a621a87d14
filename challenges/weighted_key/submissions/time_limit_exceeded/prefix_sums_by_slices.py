"""Adds up a slice from the beginning for every key: quadratic.

Caught by: test_takes_linear_time
"""

import random


def random_key(weights):
    keys, values = list(weights), list(weights.values())
    point = random.random() * sum(values)
    for position, key in enumerate(keys):
        if point < sum(values[: position + 1]):
            return key
    return max(weights, key=weights.get)
