"""Goes on while the first element is a list, and believes all others are alike.

Caught by: test_flattens_every_small_array
"""


def flatten_array(array):
    flat = list(array)
    while flat and isinstance(flat[0], list):
        flat = [leaf for element in flat for leaf in (element if isinstance(element, list) else [element])]
    return [leaf for leaf in flat if leaf != []]
