"""One pass: what is not in the set of composites is prime and adds its multiples to the set; no stop at the root."""


def prime_numbers(N):
    composites = set()
    primes = []
    for number in range(2, N + 1):
        if number not in composites:
            primes.append(number)
            composites.update(range(number * number, N + 1, number))
    return primes
