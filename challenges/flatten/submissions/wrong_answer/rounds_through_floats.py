"""Reads the integers back through floats, which hold 53 bits.

Caught by: test_keeps_huge_integers
"""


def flatten_array(array):
    flat = []
    for element in array:
        if isinstance(element, list):
            flat.extend(flatten_array(element))
        else:
            flat.append(int(float(element)))
    return flat
