"""Uniform numbers are fetched a thousand at a time and each is used once: state, but none of earlier weights."""

import numpy as np

buffer = []


def random_key(weights):
    if not buffer:
        buffer.extend(np.random.random(1_000).tolist())
    point = buffer.pop() * sum(weights.values())
    for key, weight in weights.items():
        if point < weight:
            return key
        point -= weight
    return max(weights, key=weights.get)
