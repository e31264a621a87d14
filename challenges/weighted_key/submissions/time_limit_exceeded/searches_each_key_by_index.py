"""Finds the weight of each key by searching its position in the list of keys: quadratic.

Caught by: test_takes_linear_time
"""

import random


def random_key(weights):
    keys, values = list(weights), list(weights.values())
    point = random.random() * sum(values)
    for key in keys:
        point -= values[keys.index(key)]
        if point < 0:
            return key
    return max(weights, key=weights.get)
