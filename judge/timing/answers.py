"""Whether a submission answered as the reference did, well enough that the two did the same work."""

from __future__ import annotations

import cmath
from typing import Any, Final

from judge.host.replies import Raised, Returned

_RELATIVE_DIFFERENCE: Final = 1e-6
_ABSOLUTE_DIFFERENCE: Final = 1e-9
"""By how much two floats may differ and be the same answer: submissions round in their own ways."""


def is_alike(one: Returned | Raised, other: Returned | Raised) -> bool:
    """Whether two answers are the same but for rounding, and for whether sequences are lists, tuples or arrays.

    Args:
        one: An answer, which a submission controls.
        other: The reference's.
    """
    if isinstance(one, Returned) and isinstance(other, Returned):
        return _is_alike(one.value, other.value)
    return isinstance(one, Raised) and isinstance(other, Raised) and one.builtin_name == other.builtin_name


def _is_alike(one: Any, other: Any) -> bool:  # noqa: ANN401  # any plain values
    one, other = (each.tolist() if hasattr(each, "tolist") else each for each in (one, other))
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and (_is_equal(one, other) or all(map(_is_alike, one, other)))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_is_alike(one[key], other[key]) for key in other)
    if isinstance(one, set | frozenset) and isinstance(other, set | frozenset):
        return one == other or (len(one) == len(other) and any(isinstance(each, float | complex) for each in other))
    numbers = all(isinstance(each, int | float | complex) for each in (one, other))
    if numbers and any(isinstance(each, float | complex) for each in (one, other)):
        return _is_close(one, other)
    return _is_equal(one, other)


def _is_close(one: complex, other: complex) -> bool:
    if one == other or (one != one and other != other):  # noqa: PLR0124  # nan is the one number unequal to itself
        return True
    try:
        return cmath.isclose(one, other, rel_tol=_RELATIVE_DIFFERENCE, abs_tol=_ABSOLUTE_DIFFERENCE)
    except OverflowError:  # an int beyond all floats
        return False


def _is_equal(one: Any, other: Any) -> bool:  # noqa: ANN401
    try:
        return bool(one == other)
    except ValueError:  # there are arrays in them, which have no one answer to ==
        return False
