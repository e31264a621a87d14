"""One pass without knowing the total: each key replaces the choice so far with its share of what has been seen."""

from random import random


def random_key(weights):
    seen = 0
    for key, weight in weights.items():
        seen += weight
        if random() * seen < weight:
            chosen = key
    return chosen
