"""Right, but the function is not called what the statement asks for.

Caught by: loading
"""


def primes_up_to(N):
    is_prime = [True] * (max(N, 0) + 1)
    for p in range(2, N + 1):
        if is_prime[p]:
            for multiple in range(p * p, N + 1, p):
                is_prime[multiple] = False
    return [n for n in range(2, N + 1) if is_prime[n]]
