"""Works in blocks of 65,536 numbers that start at 1, but the last block is never begun when it would hold N alone.

Caught by: test_lists_n_itself_when_prime
"""

from math import isqrt

BLOCK = 1 << 16


def prime_numbers(N):
    if N < 2:
        return []
    base = prime_numbers(isqrt(N))
    primes = []
    for low in range(1, N, BLOCK):
        high = min(low + BLOCK - 1, N)
        flags = bytearray([1]) * (high - low + 1)
        for p in base:
            for multiple in range(max(p * p, -(-low // p) * p), high + 1, p):
                flags[multiple - low] = 0
        primes += [low + i for i, flag in enumerate(flags) if flag and low + i > 1]
    return primes
