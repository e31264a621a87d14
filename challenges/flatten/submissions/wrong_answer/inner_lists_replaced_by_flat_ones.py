"""Stores each inner list's answer in the array in its place, which shows only where that list holds a list.

Caught by: test_leaves_the_array_as_it_was
"""


def flatten_array(array):
    flat = []
    for position, element in enumerate(array):
        if isinstance(element, list):
            array[position] = flatten_array(element)
            flat.extend(array[position])
        else:
            flat.append(element)
    return flat
