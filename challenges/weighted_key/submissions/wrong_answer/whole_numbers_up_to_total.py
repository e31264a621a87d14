"""Draws a whole number from 1 to the total, rounded up: right for whole weights only.

Caught by: test_returns_a_key_of_positive_weight
"""

import math
import random


def random_key(weights):
    point = random.randint(1, math.ceil(sum(weights.values())))
    for key, weight in weights.items():
        point -= weight
        if point <= 0:
            return key
