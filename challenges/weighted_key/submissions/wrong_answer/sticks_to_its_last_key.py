"""Returns the last key for the same weights once more in one call of five.

Caught by: test_draws_are_independent
"""

import random

last = {}


def random_key(weights):
    name = tuple(weights.items())
    if name not in last or random.random() > 0.2:
        last[name] = random.choices(list(weights), weights.values())[0]
    return last[name]
