"""Sorts the integers, which shows only where they are not in order already.

Caught by: test_flattens_any_array
"""


def flatten_array(array):
    flat = []
    for element in array:
        flat.extend(flatten_array(element) if isinstance(element, list) else [element])
    return sorted(flat)
