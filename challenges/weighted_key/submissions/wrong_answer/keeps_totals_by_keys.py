"""Keeps the running totals for a set of keys, although the same keys may come with other weights.

Caught by: test_returns_a_key_of_positive_weight
"""

import random
from itertools import accumulate

kept = {}


def random_key(weights):
    name = tuple(weights)
    if name not in kept:
        kept[name] = list(accumulate(weights.values()))
    keys, totals = list(weights), kept[name]
    return random.choices(keys, cum_weights=totals)[0]
