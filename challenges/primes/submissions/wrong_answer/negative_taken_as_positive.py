"""Takes the absolute value of N to be safe, and so finds primes below a negative bound.

Caught by: test_is_empty_below_two
"""


def prime_numbers(N):
    N = abs(N)
    composites = set()
    primes = []
    for n in range(2, N + 1):
        if n not in composites:
            primes.append(n)
            composites.update(range(n * n, N + 1, n))
    return primes
