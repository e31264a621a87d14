"""Returns a tuple, also when it is empty.

Caught by: test_is_empty_below_two
"""


def prime_numbers(N):
    flags = bytearray([1]) * (max(N, 0) + 1)
    for p in range(2, int(max(N, 0) ** 0.5) + 1):
        if flags[p]:
            flags[p * p :: p] = bytes(len(range(p * p, N + 1, p)))
    return tuple(n for n in range(2, N + 1) if flags[n])
