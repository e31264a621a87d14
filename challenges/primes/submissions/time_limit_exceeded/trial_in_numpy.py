"""Trial division of all numbers at once in numpy, by every number up to the square root.

Caught by: test_two_million_in_time
"""

from math import isqrt

import numpy as np


def prime_numbers(N):
    if N < 2:
        return []
    numbers = np.arange(2, N + 1)
    prime = np.ones(N - 1, dtype=bool)
    for divisor in range(2, isqrt(N) + 1):
        prime &= (numbers % divisor != 0) | (numbers == divisor)
    return numbers[prime].tolist()
