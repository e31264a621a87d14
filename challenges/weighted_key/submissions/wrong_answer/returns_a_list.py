"""Forgets that random.choices returns a list of choices.

Caught by: test_returns_a_key_of_positive_weight
"""

import random


def random_key(weights):
    return random.choices(list(weights), weights=weights.values())
