"""Adds a tiny amount to each weight "against division by zero", so that keys of weight zero are possible after all.

Caught by: test_never_returns_a_key_of_weight_zero
"""

import random


def random_key(weights):
    return random.choices(list(weights), [weight + 1e-7 for weight in weights.values()])[0]
