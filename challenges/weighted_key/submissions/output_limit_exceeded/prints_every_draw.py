"""Right, but a forgotten line for debugging prints every draw, and there are many.

Caught by: test_follows_the_weights
"""

import random


def random_key(weights):
    key = random.choices(list(weights), weights.values())[0]
    print(f"drew {key!r}, which has a weight of {weights[key]} of {sum(weights.values())}")
    return key
