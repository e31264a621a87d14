"""Right, but a print left over from debugging writes a line for each crossing out.

Caught by: test_lists_the_primes_up_to_small_n
"""


def prime_numbers(N):
    if N < 2:
        return []
    is_prime = [True] * (N + 1)
    for p in range(2, int(N**0.5) + 1):
        if is_prime[p]:
            for multiple in range(p * p, N + 1, p):
                print("crossing out", multiple)
                is_prime[multiple] = False
    return [n for n in range(2, N + 1) if is_prime[n]]
