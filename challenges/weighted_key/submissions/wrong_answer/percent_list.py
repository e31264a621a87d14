"""Chooses from a list with one entry for each percent, at least one: with 1,000 keys all have one.

Caught by: test_follows_the_weights_of_many_keys
"""

import random


def random_key(weights):
    total = sum(weights.values())
    percents = []
    for key, weight in weights.items():
        if weight:
            percents += [key] * max(1, round(100 * weight / total))
    return random.choice(percents)
