"""Rejection: any key, accepted with its weight over the largest one, or else once more."""

import random


def random_key(weights):
    keys = list(weights)
    largest = max(weights.values())
    while True:
        key = random.choice(keys)
        if random.random() * largest < weights[key]:
            return key
