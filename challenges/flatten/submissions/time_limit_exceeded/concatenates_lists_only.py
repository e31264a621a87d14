"""Appends integers, but adds inner lists with `flat = flat + part`: slow where there are many.

Caught by: test_many_short_lists_in_time
"""


def flatten_array(array):
    flat = []
    for element in array:
        if isinstance(element, list):
            flat = flat + flatten_array(element)
        else:
            flat.append(element)
    return flat
