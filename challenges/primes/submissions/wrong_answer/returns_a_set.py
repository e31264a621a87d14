"""Returns the set of what is left.

Caught by: test_is_empty_below_two
"""


def prime_numbers(N):
    left = set(range(2, N + 1))
    for p in range(2, int(max(N, 0) ** 0.5) + 1):
        if p in left:
            left.difference_update(range(p * p, N + 1, p))
    return left
