"""Takes an empty list for a leaf.

Caught by: test_empty_lists_vanish
"""


def flatten_array(array):
    flat = []
    for element in array:
        if isinstance(element, list) and element:
            flat.extend(flatten_array(element))
        else:
            flat.append(element)
    return flat
