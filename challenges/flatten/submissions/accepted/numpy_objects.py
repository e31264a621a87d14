"""Gathers runs of integers in numpy arrays of Python objects and joins them once."""

from itertools import groupby

import numpy as np


def is_list(element):
    return isinstance(element, list)


def runs(array):
    for are_lists, run in groupby(array, is_list):
        if are_lists:
            for inner in run:
                yield from runs(inner)
        else:
            yield np.array(list(run), dtype=object)


def flatten_array(array):
    return np.concatenate([np.array([], dtype=object), *runs(array)]).tolist()
