"""Compares running totals with a number below 1, as if the weights added up to 1.

Caught by: test_follows_the_weights
"""

import random


def random_key(weights):
    point = random.random()
    cumulative = 0
    for key, weight in weights.items():
        if weight:
            last = key
            cumulative += weight
            if point < cumulative:
                break
    return last
