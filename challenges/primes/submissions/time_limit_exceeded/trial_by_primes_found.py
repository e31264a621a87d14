"""Divides every number by the primes found so far, up to its square root.

Caught by: test_two_million_in_time
"""


def prime_numbers(N):
    primes = []
    for n in range(2, N + 1):
        for p in primes:
            if p * p > n:
                primes.append(n)
                break
            if n % p == 0:
                break
        else:
            primes.append(n)
    return primes
