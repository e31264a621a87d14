"""Keeps the totals by keys and rounded weights, as if 0.2 and 0.001 were the same, and never zero.

Caught by: test_follows_the_weights
"""

import random
from itertools import accumulate

kept = {}


def random_key(weights):
    name = tuple((key, weight and max(1, round(weight))) for key, weight in weights.items())
    if name not in kept:
        kept[name] = list(accumulate(weights.values()))
    keys, totals = list(weights), kept[name]
    return random.choices(keys, cum_weights=totals)[0]
