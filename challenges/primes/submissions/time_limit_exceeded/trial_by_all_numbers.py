"""Divides every number by all smaller ones.

Caught by: test_two_million_in_time
"""


def prime_numbers(N):
    return [n for n in range(2, N + 1) if all(n % d for d in range(2, n))]
