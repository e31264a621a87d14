"""Rounds weights to whole numbers, and those below 1 up to 1.

Caught by: test_follows_the_weights
"""

import random


def random_key(weights):
    return random.choices(list(weights), [max(1, round(weight)) if weight else 0 for weight in weights.values()])[0]
