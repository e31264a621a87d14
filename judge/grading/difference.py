"""In what a returned value differs from the expected one, in a few labelled lines.

Only the first place and a handful of elements are shown, so that a million elements are explained as shortly as three.
"""

from __future__ import annotations

import math
from collections import Counter
from typing import Any, Final

from judge.literals import SHOWN_CHARACTERS, source_text
from judge.model import Details
from judge.wire import codec

_PLACE_CHARACTERS: Final = 120
_MOST_COUNTED: Final = 1_000_000
"""Elements up to which those that are missing or too many are counted."""

_TEXTS: Final = (str, bytes)
_SEQUENCES: Final = (list, tuple)
_SETS: Final = (set, frozenset)
_CONTEXT: Final = 12
"""Characters shown on both sides of the first that differs."""


def describe_difference(found: object, expected: object) -> Details:
    """How a value differs from the expected one; empty where the two texts side by side say it better.

    Args:
        found: Plain data, or a list or array of it.
        expected: What it should be.
    """
    if _is_number(found) and _is_number(expected):
        return _numbers(found, expected)
    if isinstance(found, _TEXTS) and type(found) is type(expected):
        return _texts(found, expected) if found != expected else ()
    found, expected = _plain(found), _plain(expected)
    if type(found) in _SETS and type(expected) in _SETS:
        return _elements(found, expected)
    place = _first_place(found, expected)
    details = [("differs", place)] if place else []
    if type(found) in _SEQUENCES and type(expected) in _SEQUENCES:
        details += _elements(found, expected)
        if place and len(details) == 1 and _is_reordered(found, expected):
            details.append(("order", "the same elements in another order"))
    return tuple(details)


def describe_change(before: object, after: object) -> Details:
    """An argument before and after a call that changed it, and where it did."""
    place = _first_place(_plain(after), _plain(before), "now", "before")
    shown = tuple(
        (label, source_text(value, SHOWN_CHARACTERS)) for label, value in (("before", before), ("after", after))
    )
    return (*shown, ("changed", place)) if place else shown


def _numbers(found: Any, expected: Any) -> Details:  # noqa: ANN401  # real numbers of Python and numpy
    if isinstance(found, int) and isinstance(expected, int):
        return ()
    try:
        distance = abs(float(found) - float(expected))
        relative = distance / abs(float(expected)) if expected else math.inf
    except OverflowError:
        return ()
    if not distance or not math.isfinite(distance):
        return ()
    share = f", relative error {relative:.3g}" if math.isfinite(relative) else ""
    return (("differs", f"by {distance:.3g}{share}"),)


def _texts(found: Any, expected: Any) -> Details:  # noqa: ANN401  # two str or two bytes
    at = next((place for place, (a, b) in enumerate(zip(found, expected, strict=False)) if a != b), None)
    if at is None:
        at = min(len(found), len(expected))
    window = slice(max(0, at - _CONTEXT), at + _CONTEXT)
    sizes = "" if len(found) == len(expected) else f"; {len(found):,} characters, not {len(expected):,}"
    return (("differs", f"from index {at} on: {found[window]!r}, not {expected[window]!r}{sizes}"),)


def _first_place(found: Any, expected: Any, one: str = "", other: str = "not") -> str:  # noqa: ANN401  # plain data
    """The first place where two containers differ, such as `[2]['a']: 1, not 2`; empty where they are none."""
    place = ""
    while True:
        deeper = _step(found, expected)
        if deeper is None:
            break
        key, found, expected = deeper
        place += f"[{key}]"
        if found is _NOTHING or expected is _NOTHING:
            break
    if not place:
        return ""
    sides = ["nothing" if side is _NOTHING else source_text(side, _PLACE_CHARACTERS) for side in (found, expected)]
    if sides[0] == sides[1]:  # as True and 1 in an array, or two types that look alike
        sides = [f"{text} ({type(side).__name__})" for text, side in zip(sides, (found, expected), strict=True)]
    return f"{place}: {f'{one} ' if one else ''}{sides[0]}, {other} {sides[1]}"


class _Nothing:
    """Stands for an element that is not there."""


_NOTHING: Final = _Nothing()


def _step(found: Any, expected: Any) -> tuple[str, Any, Any] | None:  # noqa: ANN401  # plain data
    """The first key by which two containers differ, and what each has there."""
    if type(found) in _SEQUENCES and type(expected) in _SEQUENCES:
        for at, (a, b) in enumerate(zip(found, expected, strict=False)):
            if not _same(a, b):
                return str(at), a, b
        at = min(len(found), len(expected))
        if len(found) == len(expected):
            return None
        rest = [side[at] if at < len(side) else _NOTHING for side in (found, expected)]
        return str(at), rest[0], rest[1]
    if type(found) is dict and type(expected) is dict:
        for key in [*expected, *found]:
            a, b = found.get(key, _NOTHING), expected.get(key, _NOTHING)
            if a is _NOTHING or b is _NOTHING or not _same(a, b):
                return source_text(key, _PLACE_CHARACTERS), a, b
    return None


def _same(one: Any, other: Any) -> bool:  # noqa: ANN401  # plain data
    if one is other or (type(one) is type(other) is float and math.isnan(one) and math.isnan(other)):
        return True
    if type(one) is not type(other) and not (_is_number(one) and _is_number(other)):
        return False
    try:
        return bool(one == other)
    except ValueError:  # arrays in it, which compare element by element
        return codec.encode(one) == codec.encode(other)


def _elements(found: Any, expected: Any) -> Details:  # noqa: ANN401  # two sequences or two sets
    """The elements that one has more often than the other."""
    ours, theirs = _count(found), _count(expected)
    if ours is None or theirs is None:
        return ()
    lists = ("missing", [*(theirs - ours).elements()]), ("surplus", [*(ours - theirs).elements()])
    return tuple(
        (label, source_text([element for _, element in some], _PLACE_CHARACTERS)[1:-1]) for label, some in lists if some
    )


def _is_reordered(found: Any, expected: Any) -> bool:  # noqa: ANN401  # two sequences
    ours = _count(found)
    return ours is not None and ours == _count(expected)


def _count(values: Any) -> Counter[tuple[bool, object]] | None:  # noqa: ANN401  # a sequence or a set
    """How often each element is there, truth values apart from numbers; None where that cannot be said, or takes long."""
    try:
        return Counter((type(value) is bool, value) for value in values) if len(values) <= _MOST_COUNTED else None
    except TypeError:  # lists in it
        return None


def _plain(value: Any) -> Any:  # noqa: ANN401  # any object
    """An array as nested lists, anything else as it is."""
    return value.tolist() if hasattr(value, "dtype") and value.ndim else value


def _is_number(value: object) -> bool:
    return not isinstance(value, bool) and hasattr(value, "__float__") and getattr(value, "ndim", 0) == 0
