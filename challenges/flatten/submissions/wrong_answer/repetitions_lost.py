"""Collects the integers as keys of a dict, which keeps their order and loses repetitions.

Caught by: test_flattens_any_array
"""


def flatten_array(array):
    flat = {}
    for element in array:
        if isinstance(element, list):
            flat.update(dict.fromkeys(flatten_array(element)))
        else:
            flat[element] = None
    return list(flat)
