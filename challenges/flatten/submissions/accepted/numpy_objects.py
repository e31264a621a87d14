"""Gathers runs of integers in numpy arrays of Python objects and joins them once."""

import numpy as np


def runs(array):
    if any(isinstance(element, list) for element in array):
        for element in array:
            yield from runs(element if isinstance(element, list) else [element])
    else:
        yield np.array(array, dtype=object)


def flatten_array(array):
    return np.concatenate([np.array([], dtype=object), *runs(array)]).tolist()
