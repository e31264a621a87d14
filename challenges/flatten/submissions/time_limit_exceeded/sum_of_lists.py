"""Adds up lists with sum, which copies the result for every element.

Caught by: test_long_list_in_time
"""


def flatten_array(array):
    return sum((flatten_array(element) if isinstance(element, list) else [element] for element in array), [])
