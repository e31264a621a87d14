"""Reference solution of `primes`: the sieve of Eratosthenes as two plain nested loops."""


def prime_numbers(N: int) -> list[int]:  # noqa: N803  # the name the statement gives
    """List the primes up to and including `N`, ascending; none when `N` is below 2.

    Time limits are multiples of this function's CPU time, so it stays the plain textbook sieve: no slices, no numpy.
    """
    is_prime = [True] * (N + 1)
    candidate = 2
    while candidate * candidate <= N:
        if is_prime[candidate]:
            for multiple in range(candidate * candidate, N + 1, candidate):
                is_prime[multiple] = False
        candidate += 1
    return [number for number, prime in enumerate(is_prime) if prime and number >= 2]  # noqa: PLR2004
