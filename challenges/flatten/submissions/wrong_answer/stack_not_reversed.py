"""Takes elements off the end of a stack and forgets that they come out backwards.

Caught by: test_flattens_every_small_array
"""


def flatten_array(array):
    stack = list(array)
    flat = []
    while stack:
        element = stack.pop()
        if isinstance(element, list):
            stack.extend(element)
        else:
            flat.append(element)
    return flat
