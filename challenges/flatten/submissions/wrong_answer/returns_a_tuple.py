"""Returns a tuple.

Caught by: test_earlier_calls_make_no_difference
"""


def flatten_array(array):
    flat = []
    for element in array:
        if isinstance(element, list):
            flat.extend(flatten_array(element))
        else:
            flat.append(element)
    return tuple(flat)
