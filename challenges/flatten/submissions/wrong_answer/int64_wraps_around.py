"""Keeps the low 64 bits of every integer.

Caught by: test_keeps_huge_integers
"""


def flatten_array(array):
    flat = []
    for element in array:
        if isinstance(element, list):
            flat.extend(flatten_array(element))
        else:
            flat.append((element + 2**63) % 2**64 - 2**63)
    return flat
