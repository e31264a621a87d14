"""One level of recursion for each key: more than Python allows by default.

Caught by: test_follows_the_weights_of_many_keys
"""

import random


def scan(items, point):
    (key, weight), *rest = items
    return key if point < weight or not rest else scan(rest, point - weight)


def random_key(weights):
    positive = [(key, weight) for key, weight in weights.items() if weight]
    return scan(positive, random.random() * sum(weights.values()))
