"""Sieves by the primes below 500 and vouches for the rest by Miller and Rabin's test with bases 2 and 3, which is fast but
lets through 1,373,653 = 829 * 1,657.

Caught by: test_two_million_in_time
"""


def passes(n, base):
    odd = n - 1
    twos = (odd & -odd).bit_length() - 1
    power = pow(base, odd >> twos, n)
    if power in (1, n - 1):
        return True
    return any((power := power * power % n) == n - 1 for _ in range(twos - 1))


def prime_numbers(N):
    if N < 2:
        return []
    flags = bytearray([1]) * (N + 1)
    for p in range(2, min(int(N**0.5), 500) + 1):
        if flags[p]:
            flags[p * p :: p] = bytes(len(range(p * p, N + 1, p)))
    return [n for n in range(2, N + 1) if flags[n] and (n < 250_000 or (passes(n, 2) and passes(n, 3)))]
