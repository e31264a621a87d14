"""Keeps the longest list found so far and returns all of it when a smaller N is asked later.

Caught by: test_earlier_calls_make_no_difference
"""

_primes = []
_limit = 1


def prime_numbers(N):
    global _primes, _limit
    if N < 2:
        return []
    if N > _limit:
        flags = bytearray([1]) * (N + 1)
        for p in range(2, int(N**0.5) + 1):
            if flags[p]:
                flags[p * p :: p] = bytes(len(range(p * p, N + 1, p)))
        _primes = [n for n in range(2, N + 1) if flags[n]]
        _limit = N
    return list(_primes)
