"""The guide's answer as it was once reprinted: the line that appends is lost, so every list is empty.

Caught by: test_lists_the_primes_up_to_small_n
"""


def prime_numbers(N):
    if N < 2:
        return []
    is_prime = [True] * (N + 1)
    p = 2
    while p * p <= N:
        if is_prime[p]:
            for multiple in range(p * p, N + 1, p):
                is_prime[multiple] = False
        p += 1
    primes = []
    for number in range(2, N + 1):
        if is_prime[number]:
            pass
    return primes
