"""Reference solution of `primes`: the sieve of Eratosthenes as two plain nested loops."""

from math import isqrt


def prime_numbers(N: int) -> list[int]:  # noqa: N803  # the name the statement gives
    """List the primes up to and including `N`, ascending; none when `N` is below 2.

    Time limits are multiples of this function's CPU time, so it stays the plain textbook sieve: no slices, no numpy.
    """
    if N < 2:  # noqa: PLR2004
        return []
    is_prime = [True] * (N + 1)
    is_prime[0] = is_prime[1] = False
    for candidate in range(2, isqrt(N) + 1):
        if is_prime[candidate]:
            for multiple in range(candidate * candidate, N + 1, candidate):
                is_prime[multiple] = False
    return [number for number, prime in enumerate(is_prime) if prime]
