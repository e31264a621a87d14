"""A coin for the left or the right half of the keys, weighted with the halves' sums, again and again."""

import random


def pick(items):
    if len(items) == 1:
        return items[0][0]
    middle = len(items) // 2
    left, right = items[:middle], items[middle:]
    left_weight, right_weight = (sum(weight for _, weight in half) for half in (left, right))
    return pick(left if random.random() * (left_weight + right_weight) < left_weight else right)


def random_key(weights):
    return pick(list(weights.items()))
