"""Has numpy write long lists as text, where everything between the first and last three elements becomes an ellipsis.

Caught by: test_long_list_in_time
"""

import re

import numpy as np


def flatten_array(array):
    flat = []
    for element in array:
        if isinstance(element, list):
            flat.extend(flatten_array(element))
        else:
            flat.append(element)
    return [int(word) for word in re.findall(r"-?\d+", str(np.array(flat, dtype=object)))]
