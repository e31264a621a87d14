"""itertools.chain over flattened parts, unpacked."""

from itertools import chain


def flatten_array(array):
    return [*chain.from_iterable(flatten_array(part) if isinstance(part, list) else (part,) for part in array)]
