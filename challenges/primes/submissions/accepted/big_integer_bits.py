"""The sieve as bits of one big integer; composites are cleared by masks doubled to length."""

from math import isqrt


def every(step, count):
    """An integer with `count` ones, `step` bits apart."""
    bits = 1
    length = 1
    while 2 * length <= count:
        bits |= bits << length * step
        length *= 2
    return bits | bits << (count - length) * step


def prime_numbers(N):
    if N < 2:
        return []
    bits = (1 << (N + 1)) - 4
    for p in range(2, isqrt(N) + 1):
        if bits >> p & 1:
            bits &= ~(every(p, (N - p * p) // p + 1) << p * p)
    return [n for n, bit in enumerate(reversed(f"{bits:b}")) if bit == "1"]
