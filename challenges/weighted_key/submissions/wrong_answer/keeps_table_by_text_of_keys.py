"""Keeps the table by the text of keys and weights, in which the keys 1 and "1" look alike.

Caught by: test_returns_a_key_of_positive_weight, test_forgets_earlier_weights
"""

import random
from itertools import accumulate

kept = {}


def random_key(weights):
    name = ",".join(f"{key}:{float(weight)}" for key, weight in weights.items())
    if name not in kept:
        kept[name] = list(weights), list(accumulate(weights.values()))
    keys, totals = kept[name]
    return random.choices(keys, cum_weights=totals)[0]
