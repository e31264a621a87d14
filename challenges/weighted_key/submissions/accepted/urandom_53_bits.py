"""A uniform float made from seven bytes of os.urandom."""

import os


def random_key(weights):
    uniform = (int.from_bytes(os.urandom(7), "big") >> 3) / 2**53
    point = uniform * sum(weights.values())
    drawn = None
    for key, weight in weights.items():
        if weight > 0:
            drawn = key
            if point < weight:
                break
            point -= weight
    return drawn
