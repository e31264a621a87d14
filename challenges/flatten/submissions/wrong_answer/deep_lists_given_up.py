"""Lowers the recursion limit and treats a RecursionError as the end of a list: integers deep inside are lost.

Caught by: test_reaches_every_depth
"""

import sys


def leaves(array):
    for element in array:
        if isinstance(element, list):
            try:
                yield from leaves(element)
            except RecursionError:
                return
        else:
            yield element


def flatten_array(array):
    sys.setrecursionlimit(150)
    try:
        return list(leaves(array))
    finally:
        sys.setrecursionlimit(1000)
