"""A `yield` makes it a generator function: calling it draws nothing.

Caught by: test_returns_a_key_of_positive_weight
"""

import random


def random_key(weights):
    yield random.choices(list(weights), weights.values())[0]
