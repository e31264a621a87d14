"""A closure over a generator that turns uniform points into keys."""

import random


def spans(weights):
    end = 0.0
    for key, weight in weights.items():
        start, end = end, end + weight
        yield key, start, end


def random_key(weights):
    point = random.uniform(0, sum(weights.values()))
    hit = (key for key, start, end in spans(weights) if start <= point < end)
    heaviest = max(weights, key=weights.get)
    return next(hit, heaviest)
