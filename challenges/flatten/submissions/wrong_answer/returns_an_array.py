"""Returns a numpy array when there is anything to return.

Caught by: test_earlier_calls_make_no_difference
"""

import numpy as np


def flatten_array(array):
    flat = []
    for element in array:
        if isinstance(element, list):
            flat.extend(flatten_array(element))
        else:
            flat.append(element)
    return np.array(flat) if flat else []
