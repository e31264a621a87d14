"""Believes that every number one off a multiple of six is prime: 25 is the first that is not.

Caught by: test_lists_the_primes_up_to_small_n
"""


def prime_numbers(N):
    return [n for n in range(2, N + 1) if n in (2, 3) or n % 6 in (1, 5)]
