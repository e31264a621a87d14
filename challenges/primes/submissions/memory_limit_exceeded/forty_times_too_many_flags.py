"""Makes room for the first N primes instead of the primes up to N: 80 million flags, 640 MB as a list.

Caught by: test_two_million_in_time
"""


def prime_numbers(N):
    if N < 2:
        return []
    is_prime = [True] * (40 * N)
    for p in range(2, int(N**0.5) + 1):
        if is_prime[p]:
            for multiple in range(p * p, N + 1, p):
                is_prime[multiple] = False
    return [n for n in range(2, N + 1) if is_prime[n]]
