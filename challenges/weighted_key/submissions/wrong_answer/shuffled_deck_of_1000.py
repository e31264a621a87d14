"""Deals from a shuffled deck of 1,000 cards for each set of weights, shared out as the weights say.

Caught by: test_is_not_too_regular
"""

import random

decks = {}


def random_key(weights):
    deck = decks.setdefault(tuple(weights.items()), [])
    if not deck:
        points = [(position + random.random()) / 1_000 for position in range(1_000)]
        deck += random.sample(points, len(points))
    point = deck.pop() * sum(weights.values())
    for key, weight in weights.items():
        point -= weight
        if point < 0:
            return key
    return max(weights, key=weights.get)
