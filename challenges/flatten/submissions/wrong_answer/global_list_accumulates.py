"""Collects what is inside inner lists in a global list that nobody empties.

Caught by: test_earlier_calls_make_no_difference
"""

inner = []


def flatten_array(array):
    flat = []
    for element in array:
        if isinstance(element, list):
            inner.extend(flatten_array(element))
            flat.extend(inner)
        else:
            flat.append(element)
    return flat
