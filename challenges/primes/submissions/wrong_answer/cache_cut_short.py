"""Keeps the longest list found so far but pops from the kept list itself, so that a larger N is short of primes later.

Caught by: test_earlier_calls_make_no_difference
"""

_primes = []
_limit = 1


def prime_numbers(N):
    global _primes, _limit
    if N > _limit:
        flags = bytearray([1]) * (N + 1)
        for p in range(2, int(N**0.5) + 1):
            if flags[p]:
                flags[p * p :: p] = bytes(len(range(p * p, N + 1, p)))
        _primes = [n for n in range(2, N + 1) if flags[n]]
        _limit = N
    while N > 1 and _primes and _primes[-1] > N:
        _primes.pop()
    return _primes if N > 1 else []
