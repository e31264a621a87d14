"""Reads integers off the array's text by a pattern without a sign.

Caught by: test_flattens_any_array
"""

import re


def flatten_array(array):
    return [int(digits) for digits in re.findall(r"\d+", str(array))]
