"""A linear sieve that breaks before it crosses out, so squares of primes stay.

Caught by: test_lists_the_primes_up_to_small_n
"""


def prime_numbers(N):
    composite = [False] * (max(N, 0) + 1)
    primes = []
    for n in range(2, N + 1):
        if not composite[n]:
            primes.append(n)
        for p in primes:
            if n * p > N or n % p == 0:
                break
            composite[n * p] = True
    return primes
