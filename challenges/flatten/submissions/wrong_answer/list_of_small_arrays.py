"""Makes an array of one element of every integer; they equal the integers, but the list is not flat.

Caught by: test_earlier_calls_make_no_difference
"""

import numpy as np


def flatten_array(array):
    flat = []
    for element in array:
        if isinstance(element, list):
            flat.extend(flatten_array(element))
        else:
            flat.append(np.atleast_1d(np.array(element, dtype=object)))
    return flat
