"""Recurses from N to N - 1, which ends in a RecursionError near a thousand.

Caught by: test_products_of_neighbouring_primes_are_not_prime
"""


def prime_numbers(N):
    if N < 2:
        return []
    primes = prime_numbers(N - 1)
    if all(N % p for p in primes):
        primes.append(N)
    return primes
