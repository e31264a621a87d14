"""`weight or 1`: takes a weight of zero for a missing one.

Caught by: test_returns_a_key_of_positive_weight
"""

import random


def random_key(weights):
    return random.choices(list(weights), [weight or 1 for weight in weights.values()])[0]
