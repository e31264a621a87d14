"""Divides every number by all numbers up to its square root.

Caught by: test_two_million_in_time
"""

from math import isqrt


def is_prime(n):
    for divisor in range(2, isqrt(n) + 1):
        if n % divisor == 0:
            return False
    return n > 1


def prime_numbers(N):
    return [n for n in range(2, N + 1) if is_prime(n)]
