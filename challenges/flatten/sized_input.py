"""Inputs for measuring runtimes; no verdict depends on them."""

SMALLEST = 500
LARGEST = 300_000
BLOCK = 10


def make_input(size, randomness):
    """Nest `size` integers: short lists, some of them empty or within others, beside plain integers."""
    start = randomness.randrange(1_000)
    array = []
    for first in range(start, start + size, BLOCK):
        array += [[first, [first + 1, []], first + 2], *range(first + 3, first + BLOCK)]
    return (array,)
