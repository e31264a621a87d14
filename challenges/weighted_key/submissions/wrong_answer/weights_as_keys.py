"""Turns the dict around to find a key by its weight: of keys with equal weights only the last remains.

Caught by: test_follows_the_weights
"""

import random


def random_key(weights):
    key_of = {weight: key for key, weight in weights.items()}
    return key_of[random.choices(list(key_of), list(key_of))[0]]
