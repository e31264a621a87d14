"""Replaces inner lists by their elements in the array itself and returns a copy of it.

Caught by: test_leaves_the_array_as_it_was
"""


def flatten_array(array):
    position = 0
    while position < len(array):
        if isinstance(array[position], list):
            array[position : position + 1] = array[position]
        else:
            position += 1
    return array[:]
