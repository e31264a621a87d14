"""A sieve in name: multiples are removed from a list, and every removal searches and shifts the list.

Caught by: test_two_million_in_time
"""


def prime_numbers(N):
    numbers = list(range(2, N + 1))
    for p in numbers:
        for multiple in range(p * p, N + 1, p):
            if multiple in numbers:
                numbers.remove(multiple)
    return numbers
