"""Stops crossing out one number short of the square root, so squares of primes are kept when N is near them.

Caught by: test_lists_the_primes_up_to_small_n
"""

import math


def prime_numbers(N):
    if N < 2:
        return []
    is_prime = [True] * (N + 1)
    for p in range(2, int(math.sqrt(N))):
        if is_prime[p]:
            for multiple in range(p * p, N + 1, p):
                is_prime[multiple] = False
    return [n for n in range(2, N + 1) if is_prime[n]]
