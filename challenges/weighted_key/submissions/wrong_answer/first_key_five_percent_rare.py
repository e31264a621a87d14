"""Gives the first of several keys 5 % less than its share.

Caught by: test_has_no_small_bias
"""

import random


def random_key(weights):
    values = list(weights.values())
    if sum(map(bool, values)) > 1:
        values[0] *= 0.94
    return random.choices(list(weights), values)[0]
