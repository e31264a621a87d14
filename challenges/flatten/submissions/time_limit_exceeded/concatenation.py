"""Builds the result by `flat = flat + part`, which copies all of it for every element.

Caught by: test_long_list_in_time
"""


def flatten_array(array):
    flat = []
    for element in array:
        if isinstance(element, list):
            flat = flat + flatten_array(element)
        else:
            flat = flat + [element]
    return flat
