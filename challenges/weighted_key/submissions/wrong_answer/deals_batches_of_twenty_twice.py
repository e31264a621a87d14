"""Keeps a batch of 20 random numbers and goes through it twice before it fetches a new one.

Caught by: test_draws_are_independent
"""

import random

numbers = []


def random_key(weights):
    if not numbers:
        batch = [random.random() for _ in range(20)]
        numbers.extend(batch + batch)
    point = numbers.pop(0) * sum(weights.values())
    for key, weight in weights.items():
        point -= weight
        if point < 0:
            return key
    return max(weights, key=weights.get)
