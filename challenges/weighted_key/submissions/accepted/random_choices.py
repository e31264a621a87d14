"""The standard library's own weighted choice."""

import random


def random_key(weights):
    return random.choices(list(weights), weights=list(weights.values()))[0]
