"""`random.randrange` takes whole numbers only.

Caught by: test_returns_a_key_of_positive_weight
"""

import random


def random_key(weights):
    point = random.randrange(sum(weights.values()))
    for key, weight in weights.items():
        if point < weight:
            return key
        point -= weight
