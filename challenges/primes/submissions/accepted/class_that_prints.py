"""A class with while loops, no stop at the square root and multiples from 2p; prints its progress; has a main block."""


class Sieve:
    def __init__(self, limit):
        self.limit = limit
        self.crossed = [False] * (max(limit, 0) + 1)

    def cross_out(self, p):
        multiple = 2 * p
        while multiple <= self.limit:
            self.crossed[multiple] = True
            multiple += p

    def __iter__(self):
        for number in range(2, self.limit + 1):
            if not self.crossed[number]:
                yield number
                self.cross_out(number)


def prime_numbers(N):
    print("looking for primes up to", N)
    primes = [*Sieve(N)]
    print("found", len(primes))
    return primes


if __name__ == "__main__":
    print(prime_numbers(int(input("N? "))))
