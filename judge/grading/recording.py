"""Recorded examples: what Hypothesis generates for one property and seed, kept to be replayed instead of generated anew.

What Hypothesis generates does not depend on a submission as long as that is accepted, so the reference is asked once, in this
process, and every submission then gets the same examples without Hypothesis. Only plain data can be recorded. A test that draws
while it runs, or that steers Hypothesis (`data`, `note`, `event`, `target`), has no recording and is run live.
"""

from __future__ import annotations

import struct
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from judge.wire import codec

if TYPE_CHECKING:
    from judge.grading.hypothesis_engine import HypothesisTest
    from judge.grading.solution import Solution

_LARGEST_BYTES: Final = 8 << 20
"""Of one property's recording, encoded; more would cost more to keep than to generate."""

_ATOMS: Final = (type(None), bool, int, str, bytes)


@dataclass(frozen=True, slots=True)
class Recording:
    """The examples of one property.

    Attributes:
        statuses: One byte per example in the order generated: 1 where it is valid, 0 where `assume` rejected it.
        examples: The arguments of the valid ones, encoded.
        exhausted: Whether there are no further examples.
        draws: Whether the test draws random numbers of its own.
    """

    statuses: bytes
    examples: tuple[bytes, ...]
    exhausted: bool
    draws: bool = False
    _decoded: list[dict[str, object] | None] = field(default_factory=list, repr=False, compare=False)

    def replay(self) -> Iterator[tuple[int, dict[str, object]]]:
        """Where in the order of generation each valid example stands, and its arguments, which a test may change."""
        valid = (position for position, status in enumerate(self.statuses) if status)
        for number, position in enumerate(valid):
            if number == len(self._decoded):
                arguments = codec.decode(self.examples[number])
                # What nobody can change serves every submission.
                self._decoded.append(arguments if all(map(_is_unchangeable, arguments.values())) else None)
                yield position, arguments
            else:
                yield position, self._decoded[number] or codec.decode(self.examples[number])


def _is_unchangeable(value: object) -> bool:
    return type(value) in _ATOMS or type(value) is float or (type(value) is tuple and all(map(_is_unchangeable, value)))


class _NoRecordingError(BaseException):
    """Ends a recording past every handler of the test."""


def record(test: HypothesisTest, fixtures: dict[str, object], solution: Solution, seed: int) -> Recording | None:
    """Have Hypothesis generate a property's examples while the reference answers.

    Args:
        test: The test.
        fixtures: Arguments that do not come from strategies.
        solution: What the test calls; the submission is not called.
        seed: Decides what is generated.

    Returns:
        The recording; None where the test must run live: because it cannot be recorded, or because the reference fails it.
    """
    statuses, examples = bytearray(), list[bytes]()
    size = 0
    draws = False

    def note_draw() -> None:
        nonlocal draws
        draws = True

    def example(*args: object, **kwargs: object) -> None:
        nonlocal size
        encoded = encode_exactly(test.generated(kwargs, fixtures))
        size += len(encoded or b"")
        if encoded is None or size > _LARGEST_BYTES:
            raise _NoRecordingError
        calls = solution.stand_in_calls
        try:
            with test.noticing_draws(note_draw), test.outside_hypothesis():
                test.inner(*args, **kwargs)
        except test.rejection:
            if solution.stand_in_calls != calls:
                raise _NoRecordingError from None  # what is answered decides what counts: the live run says so
            statuses.append(0)
            raise
        statuses.append(1)
        examples.append(encoded)

    with solution.opened(), solution.answered_by_reference():
        try:
            test.run(example, fixtures, seed, explicit=True)
        except KeyboardInterrupt:
            raise
        except BaseException:  # noqa: BLE001  # whatever it is: the live run judges it, this one only looks
            return None
    return Recording(bytes(statuses), tuple(examples), test.exhausted, draws)


def encode_exactly(arguments: dict[str, object]) -> bytes | None:
    """The arguments of an example, encoded; None unless decoding gives exactly the same again, aliases and order included."""
    try:
        encoded = codec.encode(arguments)
        same = _is_same(arguments, codec.decode(encoded), set())
    except Exception:  # noqa: BLE001  # no plain data: classes of any kind may raise anything when they are looked at
        return None
    return encoded if same else None


def _is_same(one: Any, other: Any, seen: set[int]) -> bool:  # noqa: ANN401, PLR0911  # a case for each kind of type
    kind = type(one)
    if kind is not type(other):
        return False
    if kind in _ATOMS:
        return bool(one == other)
    if kind is float:
        return struct.pack("d", one) == struct.pack("d", other)
    if kind is complex:
        return _is_same(one.real, other.real, seen) and _is_same(one.imag, other.imag, seen)
    numpy = sys.modules.get("numpy")
    if numpy is not None and isinstance(one, numpy.ndarray | numpy.generic):
        plain = one.flags.c_contiguous and one.dtype == other.dtype
        return bool(plain and one.shape == other.shape and one.tobytes() == other.tobytes())
    if id(one) in seen and kind is not tuple and kind is not frozenset:
        return False  # one object in two places: a test that changes it would see that in both
    seen.add(id(one))
    if kind is dict:
        pairs = zip(one.items(), other.items(), strict=True)
        return len(one) == len(other) and all(_is_same(a, c, seen) and _is_same(b, d, seen) for (a, b), (c, d) in pairs)
    if kind in {list, tuple, set, frozenset}:
        return len(one) == len(other) and all(_is_same(a, b, seen) for a, b in zip(one, other, strict=True))
    return False
