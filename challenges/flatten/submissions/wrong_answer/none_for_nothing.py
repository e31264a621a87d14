"""Returns None when there is nothing in the array.

Caught by: test_empty_lists_vanish
"""


def flatten_array(array):
    if array:
        flat = []
        for element in array:
            flat.extend(flatten_array(element) or [] if isinstance(element, list) else [element])
        return flat
