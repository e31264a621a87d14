"""Reads the flags off from 1, which was never crossed out.

Caught by: test_is_empty_below_two
"""


def prime_numbers(N):
    is_prime = [True] * (max(N, 0) + 1)
    for p in range(2, int(max(N, 0) ** 0.5) + 1):
        if is_prime[p]:
            for multiple in range(p * p, N + 1, p):
                is_prime[multiple] = False
    return [n for n in range(1, N + 1) if is_prime[n]]
