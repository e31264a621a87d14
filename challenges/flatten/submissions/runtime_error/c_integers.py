"""Collects in an array of 64-bit integers, which has no room for larger ones.

Caught by: test_keeps_huge_integers
"""

from array import array as c_array


def visit(elements, flat):
    for element in elements:
        if isinstance(element, list):
            visit(element, flat)
        else:
            flat.append(element)


def flatten_array(array):
    flat = c_array("q")
    visit(array, flat)
    return flat.tolist()
