"""Lets numpy choose a type for the integers: with 2**63 beside a negative number it chooses floats.

Caught by: test_keeps_huge_integers
"""

import numpy as np


def flatten_array(array):
    parts = [np.array([], dtype=np.int64)]
    for element in array:
        parts.append(np.array(flatten_array(element) if isinstance(element, list) else [element]))
    return np.concatenate([part for part in parts if part.size] or parts[:1]).tolist()
