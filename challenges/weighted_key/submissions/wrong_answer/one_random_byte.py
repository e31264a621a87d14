"""One byte of os.urandom has 256 values only: rare keys get one of them, or none.

Caught by: test_has_no_small_bias
"""

import os


def random_key(weights):
    point = os.urandom(1)[0] / 256 * sum(weights.values())
    for key, weight in weights.items():
        point -= weight
        if point < 0:
            return key
    return max(weights, key=weights.get)
