"""The linear sieve of Euler: each composite is crossed out once, by its smallest prime factor."""


def prime_numbers(N):
    if N < 2:
        return []
    composite = [False] * (N + 1)
    primes = []
    for number in range(2, N + 1):
        if not composite[number]:
            primes.append(number)
        for p in primes:
            if number * p > N:
                break
            composite[number * p] = True
            if number % p == 0:
                break
    return primes
