"""Uses the squares of the weights.

Caught by: test_follows_the_weights
"""

import random


def random_key(weights):
    return random.choices(list(weights), [weight**2 for weight in weights.values()])[0]
