"""Does not look at the weights at all, so that keys of weight zero are returned as well.

Caught by: test_returns_a_key_of_positive_weight
"""

import random


def random_key(weights):
    return random.choice(list(weights))
