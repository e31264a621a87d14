"""Leaves it to numpy, which refuses lists of unequal lengths.

Caught by: test_empty_lists_vanish
"""

import numpy as np


def flatten_array(array):
    return np.array(array).ravel().tolist()
