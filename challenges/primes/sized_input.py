"""Inputs for measuring runtimes; no verdict depends on them."""

SMALLEST = 1_000
LARGEST = 2_000_000


def make_input(size, randomness):
    """Take N a little smaller each time."""
    return (size - randomness.randrange(size // 100),)
