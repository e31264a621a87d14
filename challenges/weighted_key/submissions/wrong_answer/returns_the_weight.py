"""Returns the weight of the chosen key instead of the key.

Caught by: test_returns_a_key_of_positive_weight
"""

import random


def random_key(weights):
    values = list(weights.values())
    return random.choices(values, values)[0]
