"""Appends to a mutable default argument, so every call adds to the answers of all calls before.

Caught by: test_earlier_calls_make_no_difference
"""


def prime_numbers(N, primes=[]):
    if N < 2:
        return []
    composites = set()
    for n in range(2, N + 1):
        if n not in composites:
            primes.append(n)
            composites.update(range(n * n, N + 1, n))
    return primes
