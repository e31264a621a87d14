"""Tries to iterate over every element and takes a TypeError for the sign of an integer."""


def flatten_array(array):
    flat = []
    for element in array:
        try:
            flat += flatten_array(element)
        except TypeError:
            flat.append(element)
    return flat
