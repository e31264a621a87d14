"""Reads from the end and inserts at the front of the result, which shifts it every time.

Caught by: test_long_list_in_time
"""


def flatten_array(array):
    stack = list(array)
    flat = []
    while stack:
        element = stack.pop()
        if isinstance(element, list):
            stack.extend(element)
        else:
            flat.insert(0, element)
    return flat
