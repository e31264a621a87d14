"""Returns from the whole list when it meets an empty one.

Caught by: test_flattens_every_small_array
"""


def flatten_array(array):
    flat = []
    for element in array:
        if element == []:
            return flat
        if isinstance(element, list):
            flat.extend(flatten_array(element))
        else:
            flat.append(element)
    return flat
