"""Reference solution of `flatten`: recursion that extends by inner lists and appends integers."""

from typing import TypeAlias

Nested: TypeAlias = "list[int | Nested]"


def flatten_array(array: Nested) -> list[int]:
    """List the integers of a nested list from left to right; the nested list is left as it was.

    Time limits are multiples of this function's CPU time, so it stays the plain textbook recursion.
    """
    flat: list[int] = []
    for element in array:
        if isinstance(element, list):
            flat.extend(flatten_array(element))
        else:
            flat.append(element)
    return flat
