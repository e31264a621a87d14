"""Uses every random number for two calls: each frequency is right, but draws come in pairs.

Caught by: test_draws_are_independent
"""

import random

uniform, uses = 0.0, 0


def random_key(weights):
    global uniform, uses
    if uses % 2 == 0:
        uniform = random.random()
    uses += 1
    point = uniform * sum(weights.values())
    for key, weight in weights.items():
        point -= weight
        if point < 0:
            return key
    return max(weights, key=weights.get)
