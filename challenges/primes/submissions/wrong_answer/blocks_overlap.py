"""Begins the sieved range at the square root instead of just after it, so a prime root is listed twice.

Caught by: test_lists_the_primes_up_to_small_n
"""

from math import isqrt


def prime_numbers(N):
    if N < 2:
        return []
    root = isqrt(N)
    base = prime_numbers(root)
    low = max(root, 2)
    flags = bytearray([1]) * (N - low + 1)
    for p in base:
        for multiple in range(max(p * p, -(-low // p) * p), N + 1, p):
            flags[multiple - low] = 0
    return base + [low + i for i, flag in enumerate(flags) if flag]
