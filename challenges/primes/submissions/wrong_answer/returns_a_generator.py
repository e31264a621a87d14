"""Is a generator function: the primes are right, but it is not a list that comes back.

Caught by: test_is_empty_below_two
"""


def prime_numbers(N):
    composites = set()
    for n in range(2, N + 1):
        if n not in composites:
            yield n
            composites.update(range(n * n, N + 1, n))
