"""Plain values as Python source text that can be pasted, abbreviated where they are long.

What is shown may come from a submission: the text is bounded whatever the value is, built without converting more of the value
than is shown, and the same in every process (a set, whose order depends on the process, is shown sorted).
"""

from __future__ import annotations

import heapq
import math
import sys
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Any, Final

from judge.wire.codec import Opaque

SHOWN_CHARACTERS: Final = 300
"""What a report shows of a value; enough to see what it is."""

_PASTED_CHARACTERS: Final = 2_000
"""Up to here an argument is written out whole, so that its call can be pasted."""

_ENDS: Final = 3
"""Elements shown at the end of an abbreviated sequence."""

_ELLIPSIS: Final = " … "
"""Stands around how much is left out."""

_LEVELS: Final = 64
"""Levels of nesting that are shown; all that a value may have would be too many for the interpreter's stack."""

_SHORTEST: Final = 20
"""Characters that a text, or an element after the ellipsis, may have even where the limit is used up."""

_DECIMAL_BITS: Final = 2_000
"""Bits up to which an int is shown in decimal; beyond, few would read it, and Python refuses some that are longer still."""

_SORTED_SIZE: Final = 10_000
"""Elements up to which a set is sorted whose elements have no order of their own."""


def source_text(value: object, limit: int = 2_000) -> str:
    """A value as source text.

    Args:
        value: Plain data as the codec decodes it, or anything else (shown by its `repr`).
        limit: Characters after which values are abbreviated; the text may be longer by some for every level of nesting.
    """
    return _Renderer(limit).render(value, outermost=True)


def call_text(name: str, args: tuple[object, ...], kwargs: dict[str, object], limit: int = _PASTED_CHARACTERS) -> str:
    """A call as source text to be pasted, such as `prime_numbers(25)`.

    Args:
        name: The function's name.
        args: Its positional arguments.
        kwargs: Those by name.
        limit: Characters up to which an argument is written out; a longer one is only to be seen, and shown shorter.
    """
    parts = [_argument_text(value, limit) for value in args]
    parts += [f"{key}={_argument_text(value, limit)}" for key, value in kwargs.items()]
    return f"{name}({', '.join(parts)})"


def _argument_text(value: object, limit: int) -> str:
    whole = source_text(value, limit)
    return source_text(value, min(limit, SHOWN_CHARACTERS)) if _ELLIPSIS in whole else whole


class _Renderer:
    """Writes one value, and keeps count of the characters that are left for all of it."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._depth = 0

    def render(self, value: object, *, outermost: bool = False) -> str:
        """The text of a value; only an outermost sequence shows its last elements when it is abbreviated."""
        kind = type(value)
        if kind in _BRACKETS:
            return self._render_container(value, *_BRACKETS[kind], ends=outermost)
        if _is_plain_numpy(value):
            return self._render_numpy(value, ends=outermost)
        renderer = _LEAVES.get(kind)
        text = _render_foreign(value, self._room) if renderer is None else renderer(value, self._room)
        self._room -= len(text)
        return text

    def _render_container(self, value: Any, opening: str, closing: str, *, ends: bool) -> str:  # noqa: ANN401
        kind = type(value)
        if not value and kind in {set, frozenset}:
            return f"{kind.__name__}()"
        entries: Iterable[Any] = value
        if kind is dict:
            inner = self._join(value.items(), len(value), (), self._render_item)
        elif kind in {set, frozenset}:
            inner = self._join(_in_order(value, self._room), len(value), (), self.render)
        else:
            inner = self._join(entries, len(value), value[-_ENDS:] if ends else (), self.render)
        if kind is tuple and len(value) == 1:
            inner += ","
        return opening + inner + closing

    def _render_item(self, item: tuple[object, object]) -> str:
        return f"{self.render(item[0])}: {self.render(item[1])}"

    def _join(self, entries: Iterable[Any], size: int, tail: Sequence[Any], render: Callable[[Any], str]) -> str:
        """The entries one after the other; where room ends, how many are left out, and the last ones."""
        if self._depth == _LEVELS:
            return f"… {size:,} more …"
        self._depth += 1
        self._room -= 2
        parts: list[str] = []
        for position, entry in enumerate(entries):
            hidden = size - position - len(tail)
            if self._room <= 0 and hidden > 0:
                parts.append(f"… {hidden:,} more …")
                for last in tail:
                    self._room = _SHORTEST
                    parts.append(render(last))
                self._room = 0
                break
            parts.append(render(entry))
            self._room -= 2
        self._depth -= 1
        return ", ".join(parts)

    def _render_numpy(self, value: Any, *, ends: bool) -> str:  # noqa: ANN401  # a numpy array or scalar
        kind = type(value)
        if kind.__name__ != "ndarray":
            plain = value.item()
            # `item` of a number of extended precision is the number itself.
            return repr(value) if type(plain) is kind else f"numpy.{kind.__name__}({self.render(plain)})"
        if not value.size and value.ndim != 1:
            return f"numpy.empty({value.shape}, dtype={value.dtype.str!r})"
        return f"numpy.array({self._render_rows(value, ends=ends)}, dtype={value.dtype.str!r})"

    def _render_rows(self, rows: Any, *, ends: bool) -> str:  # noqa: ANN401  # a numpy array
        if not rows.ndim:
            return self.render(rows.item())

        def render(row: Any) -> str:  # noqa: ANN401  # a numpy array or scalar
            return self._render_rows(row, ends=False) if rows.ndim > 1 else self.render(row.item())

        return f"[{self._join(rows, len(rows), rows[-_ENDS:] if ends else (), render)}]"


_BRACKETS: Final[dict[type, tuple[str, str]]] = {
    list: ("[", "]"),
    tuple: ("(", ")"),
    dict: ("{", "}"),
    set: ("{", "}"),
    frozenset: ("frozenset({", "})"),
}


def _is_plain_numpy(value: Any) -> bool:  # noqa: ANN401  # any object
    numpy = sys.modules.get("numpy")
    if numpy is None or not (type(value) is numpy.ndarray or isinstance(value, numpy.generic)):
        return False
    return value.dtype.kind in "biufcSU"


def _in_order(elements: Iterable[Any], room: int) -> Iterable[Any]:
    """As many elements of a set as can be shown, in an order that does not depend on hashing."""
    shown = max(room, 1)
    kinds = {type(element) for element in elements}
    if len(kinds) == 1 and kinds <= {int, str, bytes}:
        return heapq.nsmallest(shown, elements)
    first = list(islice(elements, _SORTED_SIZE))
    return sorted(first, key=lambda element: (type(element).__name__, source_text(element, 200)))


def _render_repr(value: object, _: int) -> str:
    return repr(value)


def _render_int(value: int, room: int) -> str:
    if value.bit_length() <= _DECIMAL_BITS:
        return repr(value)
    digits = -(-value.bit_length() // 4)
    shown = max(room, _SHORTEST)
    if digits <= shown:
        return hex(value)
    sign = "-" if value < 0 else ""
    start = abs(value) >> 4 * (digits - shown // 2)
    return f"{sign}0x{start:x} … {digits - shown // 2:,} more hexadecimal digits"


def _render_float(value: float, _: int) -> str:
    return repr(value) if math.isfinite(value) else f'float("{value}")'


def _render_complex(value: complex, room: int) -> str:
    real, imaginary = value.real, value.imag
    # The form with j loses signs of zeros, and `-5j` means a negative zero as well.
    if math.isfinite(real) and math.isfinite(imaginary) and _is_positive(imaginary) and (real or _is_positive(real)):
        return repr(value)
    return f"complex({_render_float(real, room)}, {_render_float(imaginary, room)})"


def _is_positive(number: float) -> bool:
    return math.copysign(1, number) > 0


def _render_text(value: str | bytes, room: int) -> str:
    room = max(room, _SHORTEST)
    if len(value) <= room:
        return repr(value)
    half = room // 2
    return f"{value[:half]!r} … {len(value) - 2 * half:,} more … {value[-half:]!r}"


_LEAVES: Final[dict[type, Callable[[Any, int], str]]] = {
    type(None): _render_repr,
    bool: _render_repr,
    int: _render_int,
    float: _render_float,
    complex: _render_complex,
    str: _render_text,
    bytes: _render_text,
    Opaque: _render_repr,
}


def _render_foreign(value: object, room: int) -> str:
    """An object of a hidden test's own."""
    try:
        text = repr(value)
    except Exception as error:  # noqa: BLE001  # a `repr` is arbitrary code of the hidden test's author
        return f"<{type(value).__name__} whose repr raises {type(error).__name__}>"
    room = max(room, _SHORTEST)
    return text if len(text) <= room else text[:room] + "…"
