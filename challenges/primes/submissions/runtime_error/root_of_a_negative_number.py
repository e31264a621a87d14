"""Takes the square root before it looks at the sign of N.

Caught by: test_is_empty_below_two
"""

from math import isqrt


def prime_numbers(N):
    root = isqrt(N)
    left = set(range(2, N + 1))
    for p in range(2, root + 1):
        left.difference_update(range(p * p, N + 1, p))
    return sorted(left)
