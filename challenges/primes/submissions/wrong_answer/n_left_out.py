"""The upper bound is taken as exclusive, so a prime N is missing.

Caught by: test_lists_the_primes_up_to_small_n
"""


def prime_numbers(N):
    is_prime = [True] * max(N, 0)
    for p in range(2, N):
        if is_prime[p]:
            for multiple in range(p * p, N, p):
                is_prime[multiple] = False
    return [n for n in range(2, N) if is_prime[n]]
