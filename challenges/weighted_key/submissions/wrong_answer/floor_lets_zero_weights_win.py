"""Rounds the random point down and stops at "<=": a leading key of weight zero wins whenever the point is 0.

Caught by: test_returns_a_key_of_positive_weight
"""

import random


def random_key(weights):
    point = int(random.random() * sum(weights.values()))
    cumulative = 0
    for key, weight in weights.items():
        cumulative += weight
        if point <= cumulative:
            return key
