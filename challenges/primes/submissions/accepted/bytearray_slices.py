"""Sieve in a bytearray: each prime's multiples are cleared by one slice assignment, and compress reads it off."""

from itertools import compress
from math import isqrt


def prime_numbers(N):
    if N < 2:
        return []
    flags = bytearray(b"\x01") * (N + 1)
    flags[0] = flags[1] = 0
    for p in range(2, isqrt(N) + 1):
        if flags[p]:
            flags[p * p :: p] = bytes((N - p * p) // p + 1)
    return list(compress(range(N + 1), flags))
