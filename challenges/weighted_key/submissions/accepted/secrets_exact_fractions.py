"""No rounding anywhere: weights become whole numbers over a common denominator, secrets draws below their sum."""

import secrets
from fractions import Fraction
from math import lcm


def random_key(weights):
    exact = {key: Fraction(weight) for key, weight in weights.items()}
    denominator = lcm(*(weight.denominator for weight in exact.values()))
    whole = {key: int(weight * denominator) for key, weight in exact.items()}
    remaining = secrets.randbelow(sum(whole.values()))
    for key, count in whole.items():
        if remaining < count:
            return key
        remaining -= count
