"""Lists the right primes from the largest down.

Caught by: test_lists_the_primes_up_to_small_n
"""


def prime_numbers(N):
    flags = bytearray([1]) * (max(N, 0) + 1)
    for p in range(2, int(max(N, 0) ** 0.5) + 1):
        if flags[p]:
            flags[p * p :: p] = bytes(len(range(p * p, N + 1, p)))
    return [n for n in range(N, 1, -1) if flags[n]]
