"""Lowers the recursion limit for the whole process, so that 200 levels do not fit.

Caught by: test_reaches_every_depth
"""

import sys

sys.setrecursionlimit(180)


def flatten_array(array):
    flat = []
    for element in array:
        if isinstance(element, list):
            flat.extend(flatten_array(element))
        else:
            flat.append(element)
    return flat
