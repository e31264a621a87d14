"""Takes apart a deep copy, so that the argument stays as it was."""

from copy import deepcopy


def flatten_array(array):
    rest = deepcopy(array)
    flat = []
    while rest:
        element = rest.pop()
        if isinstance(element, list):
            rest.extend(element)
            element.clear()
        else:
            flat.append(element)
    return flat[::-1]
