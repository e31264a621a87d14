"""Divides the caller's own weights by their total: the probabilities stay right, the argument does not.

Caught by: test_leaves_its_input_as_it_was
"""

import random


def random_key(weights):
    total = sum(weights.values())
    for key in weights:
        weights[key] /= total
    return random.choices(list(weights), weights.values())[0]
