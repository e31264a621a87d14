"""Refuses an N below 2 with an exception, where the statement asks for an empty list.

Caught by: test_is_empty_below_two
"""


def prime_numbers(N):
    if N < 2:
        raise ValueError("N must be at least 2")
    flags = bytearray([1]) * (N + 1)
    for p in range(2, int(N**0.5) + 1):
        if flags[p]:
            flags[p * p :: p] = bytes(len(range(p * p, N + 1, p)))
    return [n for n in range(2, N + 1) if flags[n]]
