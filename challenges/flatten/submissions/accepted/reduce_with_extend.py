"""functools.reduce with a step that extends one accumulator in place."""

from functools import reduce


def add(flat, element):
    if isinstance(element, list):
        return reduce(add, element, flat)
    flat.append(element)
    return flat


def flatten_array(array):
    return reduce(add, array, [])
