"""Copies the outer list but empties the lists inside as it goes.

Caught by: test_leaves_the_array_as_it_was
"""


def flatten_array(array):
    stack = array[:]
    flat = []
    while stack:
        element = stack.pop()
        if isinstance(element, list):
            stack.extend(element)
            element.clear()
        else:
            flat.append(element)
    return flat[::-1]
