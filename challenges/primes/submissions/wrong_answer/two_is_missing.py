"""Sieves odd numbers only and forgets the one even prime.

Caught by: test_lists_the_primes_up_to_small_n
"""


def prime_numbers(N):
    is_prime = [True] * (max(N, 0) + 1)
    for p in range(3, int(max(N, 0) ** 0.5) + 1, 2):
        if is_prime[p]:
            for multiple in range(p * p, N + 1, 2 * p):
                is_prime[multiple] = False
    return [n for n in range(3, N + 1, 2) if is_prime[n]]
