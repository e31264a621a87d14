"""Running totals and a binary search."""

import random
from bisect import bisect
from itertools import accumulate


def random_key(weights: dict[str | int, float]) -> str | int:
    keys = [key for key in weights if weights[key]]
    totals = list(accumulate(weights[key] for key in keys))
    return keys[bisect(totals, random.random() * totals[-1], hi=len(keys) - 1)]
