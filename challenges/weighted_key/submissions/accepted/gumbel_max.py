"""The Gumbel-max trick on logarithms of weights, where zero is minus infinity."""

from math import inf, log
from random import random


def gumbel():
    return -log(-log(random() or 5e-324))


def random_key(weights):
    scores = {key: log(weight) + gumbel() if weight else -inf for key, weight in weights.items()}
    return max(scores, key=scores.get)
