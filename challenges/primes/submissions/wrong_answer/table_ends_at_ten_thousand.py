"""Computes the primes up to 10,000 once and cuts every answer from that table, however large N is.

Caught by: test_two_million_in_time
"""

from bisect import bisect_right

TABLE = [n for n in range(2, 10_001) if all(n % d for d in range(2, int(n**0.5) + 1))]


def prime_numbers(N):
    return TABLE[: bisect_right(TABLE, N)]
