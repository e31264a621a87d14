"""Returns a tuple.

Caught by: test_empty_lists_vanish
"""


def flatten_array(array):
    flat = []
    for element in array:
        if isinstance(element, list):
            flat.extend(flatten_array(element))
        else:
            flat.append(element)
    return tuple(flat)
