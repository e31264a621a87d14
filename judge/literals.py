"""Plain values as Python source text that can be pasted, abbreviated in the middle where they are long."""

from __future__ import annotations

import math
import sys
from itertools import islice

from judge.wire.codec import Opaque

_ENDS = 3
"""Elements shown at the end of an abbreviated container."""


def source_text(value: object, limit: int = 2_000) -> str:
    """A value as source text.

    Args:
        value: Plain data as the codec decodes it, or anything else (shown by its `repr`).
        limit: Characters after which containers and texts are abbreviated; the result may be somewhat longer.
    """
    return _render(value, limit)


def call_text(name: str, args: tuple[object, ...], kwargs: dict[str, object], limit: int = 2_000) -> str:
    """A call as source text, such as `prime_numbers(25)`."""
    parts = [_render(value, limit) for value in args]
    parts += [f"{key}={_render(value, limit)}" for key, value in kwargs.items()]
    return f"{name}({', '.join(parts)})"


def _render(value: object, room: int) -> str:
    kind = type(value)
    if kind is float or kind is complex:
        return _render_number(value)  # type: ignore[arg-type]
    if kind is int:
        return _render_int(value)  # type: ignore[arg-type]
    if kind is str or kind is bytes:
        return _render_text(value, room)  # type: ignore[arg-type]
    if kind in _BRACKETS:
        return _render_container(value, room)  # type: ignore[arg-type]
    if kind is Opaque or value is None or kind is bool:
        return repr(value)
    return _render_foreign(value, room)


def _render_number(value: complex) -> str:
    parts = (value,) if isinstance(value, float) else (value.real, value.imag)
    if all(map(math.isfinite, parts)):
        return repr(value)
    texts = [repr(part) if math.isfinite(part) else f'float("{part}")' for part in parts]
    return texts[0] if len(texts) == 1 else f"complex({', '.join(texts)})"


def _render_int(value: int) -> str:
    digits = sys.get_int_max_str_digits()
    # Beyond that many digits Python refuses the decimal form, and few readers would want it.
    return hex(value) if digits and value.bit_length() > 3 * digits else repr(value)


def _render_text(value: str | bytes, room: int) -> str:
    room = max(room, 20)
    if len(value) <= room:
        return repr(value)
    half = room // 2
    return f"{value[:half]!r} … {len(value) - 2 * half:,} more … {value[-half:]!r}"


_BRACKETS = {list: "[]", tuple: "()", dict: "{}", set: "{}", frozenset: "()"}


def _render_container(value: list[object] | tuple[object, ...] | set[object] | dict[object, object], room: int) -> str:
    kind = type(value)
    if not value and kind in {set, frozenset}:
        return f"{kind.__name__}()"
    size = len(value)
    parts: list[str] = []
    used = 2
    entries = iter(value.items() if isinstance(value, dict) else value)
    for position, entry in enumerate(entries):
        if used > room and size - position > _ENDS:
            hidden = size - position
            tail: list[object] = []
            if isinstance(value, list | tuple):
                tail = list(islice(value, size - _ENDS, size))
            parts.append(f"… {hidden - len(tail):,} more …")
            parts += [_render(item, 20) for item in tail]
            break
        if isinstance(value, dict):
            key, content = entry  # type: ignore[misc]  # an item of a dict
            text = f"{_render(key, room - used)}: {_render(content, room - used)}"
        else:
            text = _render(entry, room - used)
        parts.append(text)
        used += len(text) + 2
    opening, closing = _BRACKETS[kind]
    inner = ", ".join(parts) + ("," if kind is tuple and size == 1 else "")
    if kind is frozenset:
        return f"frozenset({{{inner}}})"
    return opening + inner + closing


def _render_foreign(value: object, room: int) -> str:
    """Numpy values, and objects of a hidden test's own."""
    kind = type(value)
    if kind.__module__ == "numpy":
        listed = _render(value.tolist(), room)  # type: ignore[attr-defined]
        dtype = value.dtype  # type: ignore[attr-defined]
        return f"numpy.array({listed}, dtype={dtype.str!r})" if kind.__name__ == "ndarray" else f"numpy.{kind.__name__}({listed})"
    try:
        return _shorten(repr(value), room)
    except Exception as error:  # noqa: BLE001  # a `repr` is arbitrary code of the hidden test's author
        return f"<{kind.__name__} whose repr raises {type(error).__name__}>"


def _shorten(text: str, room: int) -> str:
    return text if len(text) <= max(room, 20) else text[: max(room, 20)] + "…"
