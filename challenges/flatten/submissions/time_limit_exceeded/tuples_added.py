"""Adds to a tuple, which is copied every time although `+=` looks harmless.

Caught by: test_long_list_in_time
"""


def leaves(array):
    found = ()
    for element in array:
        found += leaves(element) if isinstance(element, list) else (element,)
    return found


def flatten_array(array):
    return list(leaves(array))
