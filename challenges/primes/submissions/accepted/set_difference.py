"""Take away the multiples of each number still left in a set, from twice the number, and sort what remains."""


def prime_numbers(N):
    left = set(range(2, N + 1))
    p = 2
    while p * p <= N:
        if p in left:
            left.difference_update(range(2 * p, N + 1, p))
        p += 1
    return sorted(left)
