"""Builds a list with an entry for each thousandth of weight: a weight of 1e6 asks for a billion.

Caught by: test_returns_a_key_of_positive_weight
"""

import random


def random_key(weights):
    entries = []
    for key, weight in weights.items():
        entries += [key] * round(weight * 1_000)
    return random.choice(entries)
