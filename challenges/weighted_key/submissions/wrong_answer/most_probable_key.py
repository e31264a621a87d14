"""Always returns the heaviest key.

Caught by: test_follows_the_weights
"""


def random_key(weights):
    return max(weights, key=weights.get)
