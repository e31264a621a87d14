"""Has no stop at the square root and squares numpy int32 values: from 46,341 on the square wraps around to anywhere.

Caught by: test_two_million_in_time
"""

import numpy as np


def prime_numbers(N):
    if N < 2:
        return []
    is_prime = np.ones(N + 1, dtype=bool)
    is_prime[:2] = False
    for p in np.arange(2, N + 1, dtype=np.int32):
        if is_prime[p]:
            with np.errstate(over="ignore"):
                is_prime[p * p :: p] = False
    return np.flatnonzero(is_prime).tolist()
