"""Searches in running totals that begin with 0, and so finds the position after the right one, up to the one past the end.

Caught by: test_returns_a_key_of_positive_weight
"""

import random
from bisect import bisect
from itertools import accumulate


def random_key(weights):
    totals = list(accumulate(weights.values(), initial=0))
    return list(weights)[bisect(totals, random.random() * totals[-1])]
