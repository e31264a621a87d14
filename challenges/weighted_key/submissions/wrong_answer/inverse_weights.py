"""Prefers light keys to heavy ones.

Caught by: test_follows_the_weights
"""

import random


def random_key(weights):
    return random.choices(list(weights), [1 / weight if weight else 0 for weight in weights.values()])[0]
