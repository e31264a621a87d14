"""Vose's alias method; tables are kept for every set of weights, with the whole of keys and weights as the name."""

import random
from functools import lru_cache


@lru_cache(maxsize=64)
def alias_table(items):
    keys, weights = zip(*items)
    mean = sum(weights) / len(keys)
    scaled = [weight / mean for weight in weights]
    share, alias = [1.0] * len(keys), list(range(len(keys)))
    small = [i for i, weight in enumerate(scaled) if weight < 1]
    large = [i for i, weight in enumerate(scaled) if weight >= 1]
    while small and large:
        low, high = small.pop(), large.pop()
        share[low], alias[low] = scaled[low], high
        scaled[high] -= 1 - scaled[low]
        (small if scaled[high] < 1 else large).append(high)
    for i in small + large:
        share[i] = 1.0 if weights[i] else 0.0
        alias[i] = i if weights[i] else max(range(len(keys)), key=weights.__getitem__)
    return keys, share, alias


def random_key(weights):
    keys, share, alias = alias_table(tuple((key, float(weight)) for key, weight in weights.items()))
    column = random.randrange(len(keys))
    return keys[column if random.random() < share[column] else alias[column]]
