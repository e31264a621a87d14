"""functools.reduce with `+`, which copies the result for every element.

Caught by: test_long_list_in_time
"""

from functools import reduce


def flatten_array(array):
    return reduce(lambda flat, x: flat + (flatten_array(x) if isinstance(x, list) else [x]), array, [])
