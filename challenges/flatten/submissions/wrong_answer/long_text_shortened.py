"""Reads the integers off numpy's text of them, where the middle of a long list becomes an ellipsis.

Caught by: test_long_list_in_time
"""

import re

import numpy as np


def flatten_array(array):
    flat = []

    def visit(elements):
        for element in elements:
            if isinstance(element, list):
                visit(element)
            else:
                flat.append(element)

    visit(array)
    return [int(digits) for digits in re.findall(r"-?\d+", str(np.array(flat, dtype=object)))]
