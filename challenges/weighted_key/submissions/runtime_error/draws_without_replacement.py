"""Takes the returned key out of the dict, so that it runs empty.

Caught by: test_returns_a_key_of_positive_weight
"""

import random


def random_key(weights):
    key = random.choices(list(weights), weights.values())[0]
    del weights[key]
    return key
