"""Falls off the end, and so returns None, when there is nothing to list.

Caught by: test_is_empty_below_two
"""


def prime_numbers(N):
    if N >= 2:
        flags = bytearray([1]) * (N + 1)
        for p in range(2, int(N**0.5) + 1):
            if flags[p]:
                flags[p * p :: p] = bytes(len(range(p * p, N + 1, p)))
        return [n for n in range(2, N + 1) if flags[n]]
