"""Trial division by 2, 3 and the numbers one off a multiple of six.

Caught by: test_two_million_in_time
"""


def is_prime(n):
    if n < 4:
        return n > 1
    if n % 2 == 0 or n % 3 == 0:
        return False
    divisor = 5
    while divisor * divisor <= n:
        if n % divisor == 0 or n % (divisor + 2) == 0:
            return False
        divisor += 6
    return True


def prime_numbers(N):
    return [n for n in range(2, N + 1) if is_prime(n)]
