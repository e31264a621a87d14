"""Calls that a property is known to make, sent to the worker all at once, so that a round trip is not paid for each.

What is known comes from a run of the reference. Whether the property really makes these calls is checked one by one as it does;
see `judge.host.candidate` for what happens when it does not.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from judge.host.replies import Raised, Returned, read_raised
from judge.wire import codec, messages

_ATOMS: Final = frozenset({int, str, bool, type(None)})
"""Types whose values are the same where they are equal."""


@dataclass(frozen=True, slots=True)
class ForeseenCalls:
    """The first calls of a property, as far as they are plain ones.

    Attributes:
        body: The request that asks for all of them.
        calls: Positional arguments and flags of each, for comparison; nobody may change them.
        cpu_seconds: CPU time that the reference took for all of them.
    """

    body: bytes
    calls: Sequence[tuple[tuple[object, ...], int]]
    cpu_seconds: float

    @staticmethod
    def of(calls: Sequence[tuple[tuple[object, ...], int]], cpu_seconds: float) -> ForeseenCalls:
        """Those with these positional arguments and flags."""
        body = codec.encode(([args for args, _ in calls], bytes(flags for _, flags in calls)))
        return ForeseenCalls(body, calls, cpu_seconds)


def read_answers(body: object, calls: Sequence[tuple[tuple[object, ...], int]]) -> list[Returned | Raised] | None:
    """The answers in a reply, whose every byte the submission controls; None if it is no such reply.

    Whatever is not in order is left to single calls, which say what is wrong.
    """
    if type(body) is not tuple or len(body) != 2:  # noqa: PLR2004
        return None
    kinds, answers = body
    if type(kinds) is not bytes or type(answers) is not list or not len(kinds) == len(answers) == len(calls):
        return None
    read = [_read(kind, answer, call) for kind, answer, call in zip(kinds, answers, calls, strict=True)]
    whole = [answer for answer in read if answer is not None]
    return whole if len(whole) == len(read) else None


def _read(kind: int, answer: Any, call: tuple[tuple[object, ...], int]) -> Returned | Raised | None:  # noqa: ANN401
    args, flags = call
    if kind == messages.PLAIN:
        return None if flags else Returned(answer)
    if kind == messages.ENCODED and type(answer) is bytes:
        try:
            value = codec.decode(answer)
        except codec.MalformedValueError:
            return None
        if not flags:
            return Returned(value)
        kept = type(value) is tuple and len(value) == 2 and type(value[1]) is tuple and len(value[1]) == len(args)  # noqa: PLR2004
        return Returned(*value) if kept else None
    if kind == messages.FAILED:
        raised = read_raised(answer)
        # Running out of memory is no exception like others; single calls deal with it.
        return None if raised is None or raised.builtin_name == "MemoryError" else raised
    return None


def is_same(one: Any, other: Any) -> bool:  # noqa: ANN401
    """Whether two arguments are the same to the worker: type by type, bit by bit, in the same order."""
    kind = type(one)
    if kind is not type(other):
        return False
    if kind in _ATOMS:
        return bool(one == other)
    if kind is float:
        return struct.pack("d", one) == struct.pack("d", other)
    if kind is list or kind is tuple:
        if _ATOMS.issuperset(map(type, one)):  # at the speed of C
            return bool(one == other) and list(map(type, one)) == list(map(type, other))
        return len(one) == len(other) and all(map(is_same, one, other))
    return codec.encode(one) == codec.encode(other)
