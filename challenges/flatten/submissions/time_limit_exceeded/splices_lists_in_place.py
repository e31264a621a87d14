"""Replaces each inner list in a copy of the array by its elements, which shifts everything to the right of it.

Caught by: test_many_short_lists_in_time
"""


def flatten_array(array):
    flat = list(array)
    position = 0
    while position < len(flat):
        if isinstance(flat[position], list):
            flat[position : position + 1] = flat[position]
        else:
            position += 1
    return flat
