"""Draws a new random number only if the weights are the ones of the call before; else the old one serves once more.

Caught by: test_draws_with_different_weights_are_independent
"""

import random

known, uniform = None, random.random()
kept = False


def random_key(weights):
    global known, uniform, kept
    if weights == known or kept:
        uniform = random.random()
        kept = False
    else:
        kept = True
    known = dict(weights)
    point = uniform * sum(weights.values())
    for key, weight in weights.items():
        point -= weight
        if point < 0:
            return key
    return max(weights, key=weights.get)
