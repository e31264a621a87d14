"""Keeps the longest list found so far between calls and answers smaller N by bisection; a correct cache is welcome."""

from bisect import bisect_right

_primes = []
_limit = 1


def prime_numbers(N):
    global _primes, _limit
    if N > _limit:
        spf = list(range(N + 1))
        for p in range(2, int(N**0.5) + 1):
            if spf[p] == p:
                for multiple in range(p * p, N + 1, p):
                    if spf[multiple] == multiple:
                        spf[multiple] = p
        _primes = [n for n in range(2, N + 1) if spf[n] == n]
        _limit = N
    return _primes[: bisect_right(_primes, N)]
