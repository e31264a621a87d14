"""Keeps the table as long as keys and total are the same: two keys may have exchanged their weights.

Caught by: test_returns_a_key_of_positive_weight, test_forgets_earlier_weights
"""

import random
from itertools import accumulate

kept = {}


def random_key(weights):
    name = tuple(weights), sum(weights.values())
    if name not in kept:
        kept[name] = list(weights), list(accumulate(weights.values()))
    keys, totals = kept[name]
    return random.choices(keys, cum_weights=totals)[0]
