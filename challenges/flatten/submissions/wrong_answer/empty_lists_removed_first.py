"""Removes empty lists from the array before it reads it.

Caught by: test_leaves_the_array_as_it_was
"""


def flatten_array(array):
    array[:] = [element for element in array if element != []]
    flat = []
    for element in array:
        if isinstance(element, list):
            flat.extend(flatten_array(element))
        else:
            flat.append(element)
    return flat
