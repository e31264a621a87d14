"""The primes up to the square root come from the function itself; they sieve the rest in blocks of 32,768."""

from math import isqrt

BLOCK = 1 << 15


def prime_numbers(N):
    if N < 2:
        return []
    root = isqrt(N)
    base = prime_numbers(root)
    primes = list(base)
    for low in range(root + 1, N + 1, BLOCK):
        high = min(low + BLOCK - 1, N)
        flags = [True] * (high - low + 1)
        for p in base:
            for multiple in range(max(p * p, -(-low // p) * p), high + 1, p):
                flags[multiple - low] = False
        primes.extend(low + offset for offset, flag in enumerate(flags) if flag)
    return primes
