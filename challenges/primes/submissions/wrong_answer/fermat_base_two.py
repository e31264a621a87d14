"""Takes Fermat's little theorem with base 2 for a test of primality: 341 = 11 * 31 is the first pseudoprime.

Caught by: test_lists_the_primes_up_to_small_n
"""


def prime_numbers(N):
    return [2] * (N >= 2) + [n for n in range(3, N + 1, 2) if pow(2, n - 1, n) == 1]
