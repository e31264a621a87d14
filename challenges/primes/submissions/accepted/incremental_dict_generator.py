"""An endless generator with a dict from the next composite to the prime that reaches it, cut off at N."""

from itertools import count, takewhile


def endless_primes():
    prime_of = {}
    for number in count(2):
        prime = prime_of.pop(number, None)
        if prime is None:
            prime_of[number * number] = number
            yield number
        else:
            following = number + prime
            while following in prime_of:
                following += prime
            prime_of[following] = prime


def prime_numbers(N):
    return list(takewhile(lambda p: p <= N, endless_primes()))
