"""Opens the lists in the array, but not those inside them.

Caught by: test_empty_lists_vanish
"""


def flatten_array(array):
    flat = []
    for element in array:
        if isinstance(element, list):
            flat.extend(element)
        else:
            flat.append(element)
    return flat
