"""Chains the elements as if all were lists; an integer is not iterable.

Caught by: test_earlier_calls_make_no_difference
"""

from itertools import chain


def flatten_array(array):
    flat = list(chain.from_iterable(array))
    return flatten_array(flat) if flat else flat
