"""Chooses from a list with one entry for each thousandth, at least one: too coarse for 1,000 keys.

Caught by: test_follows_the_weights_of_many_keys
"""

import random


def random_key(weights):
    total = sum(weights.values())
    entries = [key for key, weight in weights.items() if weight for _ in range(max(1, round(1_000 * weight / total)))]
    return random.choice(entries)
