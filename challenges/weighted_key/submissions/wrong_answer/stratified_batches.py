"""Draws random numbers in shuffled batches of 100, one from each percent: frequencies are exact after every batch.

Caught by: test_is_not_too_regular
"""

import random

batch = []


def random_key(weights):
    if not batch:
        batch.extend((position + random.random()) / 100 for position in range(100))
        random.shuffle(batch)
    point = batch.pop() * sum(weights.values())
    for key, weight in weights.items():
        point -= weight
        if point < 0:
            return key
    return max(weights, key=weights.get)
