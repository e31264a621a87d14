"""Recurses from each element to the next, so a list of a thousand elements exceeds Python's recursion limit.

Caught by: test_long_list_in_time
"""


def collect(elements, position, flat):
    if position < len(elements):
        element = elements[position]
        if isinstance(element, list):
            collect(element, 0, flat)
        else:
            flat.append(element)
        collect(elements, position + 1, flat)


def flatten_array(array):
    flat = []
    collect(array, 0, flat)
    return flat
