"""The sieve of Atkin: quadratic forms modulo 12, then multiples of squares are struck out."""

from math import isqrt


def prime_numbers(N):
    flags = [False] * (max(N, 3) + 1)
    root = isqrt(max(N, 0))
    for x in range(1, root + 1):
        for y in range(1, root + 1):
            n = 4 * x * x + y * y
            if n <= N and n % 12 in (1, 5):
                flags[n] = not flags[n]
            n = 3 * x * x + y * y
            if n <= N and n % 12 == 7:
                flags[n] = not flags[n]
            n = 3 * x * x - y * y
            if x > y and n <= N and n % 12 == 11:
                flags[n] = not flags[n]
    for p in range(5, root + 1):
        if flags[p]:
            for multiple in range(p * p, N + 1, p * p):
                flags[multiple] = False
    return [p for p in (2, 3) if p <= N] + [n for n in range(5, N + 1) if flags[n]]
