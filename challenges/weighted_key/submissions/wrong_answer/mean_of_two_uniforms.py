"""Averages two random numbers "to be more random": the middle is hit more often than the ends.

Caught by: test_follows_the_weights
"""

import random


def random_key(weights):
    point = (random.random() + random.random()) / 2 * sum(weights.values())
    for key, weight in weights.items():
        point -= weight
        if point < 0:
            return key
