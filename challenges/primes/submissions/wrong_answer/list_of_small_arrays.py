"""Lists the rows that argwhere returns: arrays of one element each, which equal the primes but are not numbers.

Caught by: test_lists_the_primes_up_to_small_n
"""

import numpy as np


def prime_numbers(N):
    if N < 2:
        return []
    is_prime = np.ones(N + 1, dtype=bool)
    is_prime[:2] = False
    for p in range(2, int(N**0.5) + 1):
        if is_prime[p]:
            is_prime[p * p :: p] = False
    return list(np.argwhere(is_prime))
