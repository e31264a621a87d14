"""Dispatches on the type: a list yields from its elements, anything else yields itself."""

from functools import singledispatch


@singledispatch
def leaves(value):
    yield value


@leaves.register
def _(value: list):
    for element in value:
        yield from leaves(element)


def flatten_array(array):
    return list(leaves(array))
