"""The guide's answer: a boolean sieve, crossed out up to the square root of N, read off in a loop."""


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
            primes.append(number)
    return primes
