"""Sorts the keys but not the weights that belong to them.

Caught by: test_follows_the_weights
"""

import random


def random_key(weights):
    positive = {key: weight for key, weight in weights.items() if weight}
    return random.choices(sorted(positive, key=str), positive.values())[0]
