"""Filters the list of numbers by remainder once per prime: it looks like a sieve and is trial division.

Caught by: test_two_million_in_time
"""


def prime_numbers(N):
    numbers = list(range(2, N + 1))
    primes = []
    while numbers and numbers[0] * numbers[0] <= N:
        p = numbers[0]
        primes.append(p)
        numbers = [n for n in numbers if n % p]
    return primes + numbers
