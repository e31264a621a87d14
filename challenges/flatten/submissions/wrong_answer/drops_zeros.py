"""Tests an element's truth to skip empty lists, and skips zeros with them.

Caught by: test_flattens_every_small_array
"""


def flatten_array(array):
    flat = []
    for element in array:
        if not element:
            continue
        if isinstance(element, list):
            flat.extend(flatten_array(element))
        else:
            flat.append(element)
    return flat
