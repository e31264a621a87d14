"""Pops from the array and from the lists in it: the answer is right, but nothing is left of the argument.

Caught by: test_leaves_the_array_as_it_was
"""


def flatten_array(array):
    flat = []
    while array:
        element = array.pop()
        if isinstance(element, list):
            array.extend(element)
        else:
            flat.append(element)
    return flat[::-1]
