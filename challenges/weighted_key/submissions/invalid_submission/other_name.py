"""Defines a function of another name.

Caught by: loading
"""

import random


def pick_random_key(weights):
    return random.choices(list(weights), weights.values())[0]
