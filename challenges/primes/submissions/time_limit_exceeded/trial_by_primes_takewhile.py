"""Trial division by the primes found so far, in the idiom of iterators.

Caught by: test_two_million_in_time
"""

from itertools import takewhile


def prime_numbers(N):
    primes = []
    for n in range(2, N + 1):
        if all(n % p for p in takewhile(lambda p: p * p <= n, primes)):
            primes.append(n)
    return primes
