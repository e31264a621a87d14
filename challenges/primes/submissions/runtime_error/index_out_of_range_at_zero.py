"""Crosses out 0 and 1 without asking whether the table has them.

Caught by: test_is_empty_below_two
"""


def prime_numbers(N):
    is_prime = [True] * (N + 1)
    is_prime[0] = is_prime[1] = False
    for p in range(2, N + 1):
        if is_prime[p]:
            for multiple in range(2 * p, N + 1, p):
                is_prime[multiple] = False
    return [n for n in range(N + 1) if is_prime[n]]
