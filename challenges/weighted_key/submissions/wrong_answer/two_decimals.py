"""Rounds the random number to two decimals, so that stretches shorter than a percent are hit with 1 % or never.

Caught by: test_follows_the_weights_of_many_keys
"""

import random


def random_key(weights):
    point = random.randrange(100) / 100 * sum(weights.values())
    for key, weight in weights.items():
        point -= weight
        if point < 0:
            return key
    return max(weights, key=weights.get)
