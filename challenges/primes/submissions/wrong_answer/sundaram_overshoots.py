"""A sieve of Sundaram one step too long: for even N it also lists a prime N + 1.

Caught by: test_lists_the_primes_up_to_small_n
"""


def prime_numbers(N):
    if N < 2:
        return []
    half = N // 2
    crossed = [False] * (half + 1)
    for i in range(1, half + 1):
        for k in range(2 * i * (i + 1), half + 1, 2 * i + 1):
            crossed[k] = True
    return [2] + [2 * k + 1 for k in range(1, half + 1) if not crossed[k]]
