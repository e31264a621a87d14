"""Works in blocks of a thousand that start at 3, but the last block is never begun when it would hold N alone: 2,003.

Caught by: test_lists_n_itself_when_prime
"""

from math import isqrt


def prime_numbers(N):
    if N < 4:
        return [2, 3][: max(N - 1, 0)]
    base = prime_numbers(isqrt(N))
    primes = [2]
    for low in range(3, N, 1000):
        high = min(low + 999, N)
        flags = bytearray([1]) * (high - low + 1)
        for p in base:
            first = max(p * p, -(-low // p) * p)
            flags[first - low :: p] = bytes(len(range(first, high + 1, p)))
        primes += [low + i for i, flag in enumerate(flags) if flag]
    return primes
