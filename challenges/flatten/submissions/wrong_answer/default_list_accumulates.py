"""Collects in a mutable default argument, so every call adds to the answers of all calls before.

Caught by: test_earlier_calls_make_no_difference
"""


def flatten_array(array, flat=[]):
    for element in array:
        if isinstance(element, list):
            flatten_array(element, flat)
        else:
            flat.append(element)
    return flat
