"""Sieves by a fixed table of 18 primes, which is one prime short from 67 * 67 = 4,489 on.

Caught by: test_agrees_with_the_definition
"""

BASE = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61)


def prime_numbers(N):
    left = set(range(2, N + 1))
    for p in BASE:
        left.difference_update(range(p * p, N + 1, p))
    return sorted(left)
