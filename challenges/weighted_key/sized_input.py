"""Inputs for measuring runtimes; no verdict depends on them."""

SMALLEST = 500
LARGEST = 200_000


def make_input(size, randomness):
    """Make a dict of `size` keys with small weights; the key that is drawn is anywhere."""
    shift = randomness.random()
    return ({position: 1 + shift + position % 3 for position in range(size)},)
