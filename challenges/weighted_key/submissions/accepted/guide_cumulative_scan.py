"""The guide's answer: accumulate normalised weights until they pass `random.random()`."""

import random


def random_key(weights):
    total = sum(weights.values())
    threshold = random.random()
    cumulative = 0.0
    for key, weight in weights.items():
        cumulative += weight / total
        if threshold < cumulative:
            return key
