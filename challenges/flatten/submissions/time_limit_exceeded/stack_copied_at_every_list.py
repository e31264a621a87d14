"""Builds a new stack for each inner list.

Caught by: test_many_short_lists_in_time
"""


def flatten_array(array):
    stack = array[::-1]
    flat = []
    while stack:
        element = stack.pop()
        if isinstance(element, list):
            stack = stack + element[::-1]
        else:
            flat.append(element)
    return flat
