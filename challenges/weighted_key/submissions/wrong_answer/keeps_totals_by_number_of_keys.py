"""Keeps the running totals for a number of keys.

Caught by: test_returns_a_key_of_positive_weight
"""

import random
from itertools import accumulate

kept = {}


def random_key(weights):
    name = len(weights)
    if name not in kept:
        kept[name] = list(accumulate(weights.values()))
    keys, totals = list(weights), kept[name]
    return random.choices(keys, cum_weights=totals)[0]
