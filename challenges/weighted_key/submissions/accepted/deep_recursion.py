"""The linear scan as a recursion, one level for each key, with room for 10,000 of them."""

import random
import sys

sys.setrecursionlimit(30_000)


def scan(items, point):
    key, weight = next(items)
    return key if point < weight else scan(items, point - weight)


def random_key(weights):
    positive = {key: weight for key, weight in weights.items() if weight}
    return scan(iter(positive.items()), random.random() * sum(positive.values()) * (1 - 1e-15))
