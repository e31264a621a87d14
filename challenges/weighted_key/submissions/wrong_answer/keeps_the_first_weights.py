"""Prepares its table in the first call and uses it for ever.

Caught by: test_returns_a_key_of_positive_weight
"""

import random

table = None


def random_key(weights):
    global table
    if table is None:
        table = list(weights), list(weights.values())
    keys, values = table
    return random.choices(keys, values)[0]
