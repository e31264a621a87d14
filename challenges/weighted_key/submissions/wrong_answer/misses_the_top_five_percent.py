"""Keeps away from the upper end "to be safe from rounding": the last key comes 5 % too rarely.

Caught by: test_follows_the_weights
"""

import random


def random_key(weights):
    point = 0.95 * random.random() * sum(weights.values())
    for key, weight in weights.items():
        point -= weight
        if point < 0:
            break
    return key if weight else max(weights, key=weights.get)
