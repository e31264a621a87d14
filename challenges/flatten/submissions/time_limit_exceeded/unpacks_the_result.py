"""Unpacks the whole result into a new list for every element.

Caught by: test_long_list_in_time
"""


def flatten_array(array):
    flat = []
    for element in array:
        flat = [*flat, *(flatten_array(element) if isinstance(element, list) else [element])]
    return flat
