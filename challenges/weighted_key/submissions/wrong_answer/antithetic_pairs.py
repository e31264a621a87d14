"""Uses every random number u twice, the second time as 1 - u, a trick for smaller variance.

Caught by: test_is_not_too_regular
"""

import random

spare = []


def random_key(weights):
    if spare:
        uniform = spare.pop()
    else:
        uniform = random.random()
        spare.append(1 - uniform)
    point = uniform * sum(weights.values())
    for key, weight in weights.items():
        point -= weight
        if point < 0:
            return key
    return max(weights, key=weights.get)
