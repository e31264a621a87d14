"""Sieves by a fixed table of the primes below 1,000, which is one prime short from 1,009 * 1,009 = 1,018,081 on.

Caught by: test_two_million_in_time
"""

BASE = [p for p in range(2, 1000) if all(p % d for d in range(2, 32) if d < p)]


def prime_numbers(N):
    if N < 2:
        return []
    is_prime = [True] * (N + 1)
    for p in BASE:
        for multiple in range(p * p, N + 1, p):
            is_prime[multiple] = False
    return [n for n in range(2, N + 1) if is_prime[n]]
