"""Decimal numbers all the way, with 28 digits."""

import random
from decimal import Decimal


def random_key(weights):
    exact = [(key, Decimal(weight)) for key, weight in weights.items() if weight]
    point = Decimal(random.random()) * sum(weight for _, weight in exact)
    for key, weight in exact:
        if point < weight:
            break
        point -= weight
    return key
