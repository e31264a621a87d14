"""Inputs for measuring runtimes; no verdict depends on them."""

SMALLEST = 500
LARGEST = 200_000


def make_input(size, randomness):
    """Make two lists of `size` floats, each shifted by something new: a random number for each would take longer than RMSE."""
    shift, error = randomness.random(), randomness.random()
    y_true = [index + shift for index in range(size)]
    return [true + error for true in y_true], y_true
