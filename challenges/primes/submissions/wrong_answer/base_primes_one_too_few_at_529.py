"""Uses a table of eight primes as long as N is at most 23 * 23, where it should be below: wrong for N = 529 alone.

Caught by: test_products_of_neighbouring_primes_are_not_prime
"""


def prime_numbers(N):
    if N < 2:
        return []
    base = [2, 3, 5, 7, 11, 13, 17, 19] if N <= 23 * 23 else prime_numbers(int(N**0.5))
    flags = bytearray([1]) * (N + 1)
    for p in base:
        flags[p * p :: p] = bytes(len(range(p * p, N + 1, p)))
    return [n for n in range(2, N + 1) if flags[n]]
