"""Prints the key and returns nothing.

Caught by: test_returns_a_key_of_positive_weight
"""

import random

shown = False


def random_key(weights):
    global shown
    key = random.choices(list(weights), weights.values())[0]
    if not shown:
        print(key)
        shown = True
