"""Inputs for measuring runtimes; no verdict depends on them."""

SMALLEST = 1_000
LARGEST = 300_000
LENGTH = 100


def make_input(size, randomness):
    """Nest `size` integers in lists of lists: long inner ones, since passing many short ones takes longer than the work."""
    start = randomness.randrange(1_000)
    rows = [list(range(first, first + LENGTH)) for first in range(start, start + size, LENGTH)]
    return ([rows[::2], [rows[1::2]]],)
