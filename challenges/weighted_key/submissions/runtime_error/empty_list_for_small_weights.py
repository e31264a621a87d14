"""Repeats each key as often as the whole part of its weight says: for weights below 1 no key is left to choose from.

Caught by: test_returns_a_key_of_positive_weight
"""

import random


def random_key(weights):
    return random.choice([key for key, weight in weights.items() for _ in range(int(weight))])
