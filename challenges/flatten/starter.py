from typing import TypeAlias

Nested: TypeAlias = "list[int | Nested]"


def flatten_array(array: Nested) -> list[int]:
    """List the integers of a nested list from left to right; leave the nested list as it was."""
    raise NotImplementedError
