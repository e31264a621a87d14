"""Miller and Rabin's test with the single base 2: 2,047 = 23 * 89 is the first strong pseudoprime.

Caught by: test_products_of_neighbouring_primes_are_not_prime
"""


def is_probable_prime(n):
    odd = n - 1
    twos = (odd & -odd).bit_length() - 1
    power = pow(2, odd >> twos, n)
    if power in (1, n - 1):
        return True
    return any((power := power * power % n) == n - 1 for _ in range(twos - 1))


def prime_numbers(N):
    return [2] * (N >= 2) + [n for n in range(3, N + 1, 2) if is_probable_prime(n)]
