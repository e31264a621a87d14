"""Reads the elements off the array's text and leaves them text.

Caught by: test_earlier_calls_make_no_difference
"""


def flatten_array(array):
    return str(array).replace("[", " ").replace("]", " ").replace(",", " ").split()
