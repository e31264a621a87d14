"""Lists a difference of sets as it comes; beyond a few elements a set of ints is not in ascending order.

Caught by: test_lists_the_primes_up_to_small_n
"""


def prime_numbers(N):
    composites = {m for p in range(2, int(max(N, 0) ** 0.5) + 1) for m in range(p * p, N + 1, p)}
    return list(set(range(2, N + 1)) - composites)
