"""Takes a key that is false, such as 0 or the empty string, for no key.

Caught by: test_returns_a_key_of_positive_weight
"""

import random


def random_key(weights):
    point = random.random() * sum(weights.values())
    chosen = None
    for key, weight in weights.items():
        if not chosen and point < weight:
            chosen = key
        point -= weight
    return chosen or None
