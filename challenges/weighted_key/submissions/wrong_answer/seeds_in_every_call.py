"""Seeds the generator in every call, so that every call with the same weights returns the same key.

Caught by: test_follows_the_weights
"""

import random


def random_key(weights):
    random.seed(42)
    return random.choices(list(weights), weights.values())[0]
