"""Assertions on calls that plain pytest lacks: types, purity, closeness of numbers and arrays, time beside the reference's."""

from __future__ import annotations

import hashlib
import math
import random
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from numbers import Real
from types import CodeType
from typing import Any, TypeVar

from judge.errors import ChallengeError
from judge.testing.entry_point import CpuLimit, EntryPoint
from judge.testing.failures import ArgumentModified, PropertyFailure, WrongType
from judge.wire import codec

T = TypeVar("T")

_MEASURED_SECONDS = 5.0
"""How long a measurement of the reference holds."""

_MEASUREMENTS_KEPT = 64
_Key = tuple[str, CodeType, bytes]
_measured: dict[_Key | None, tuple[float, float]] = {}
"""When the reference was measured on an input, and its CPU seconds."""

_REAL_KINDS = "iuf"
"""The kinds of numpy dtypes that hold real numbers: signed and unsigned integers, floats."""


def assert_type(value: object, *allowed: type[T]) -> T:
    """Assert that a returned value has one of the allowed types, and return it.

    Exact types are compared, so `True` is not an `int` and a numpy array is not a `list`.

    Raises:
        WrongType: The value's type is none of `allowed`.
    """
    if type(value) in allowed:
        return value  # type: ignore[return-value]  # an exact type from `allowed`, which mypy cannot narrow
    raise WrongType(f"expected a value of type {_names(allowed)}, not {type(value).__name__}")


def assert_arguments_unchanged(solution: EntryPoint, *args: object) -> object:
    """Call `solution(*args)`, assert that it left every argument as it was, and return its value.

    Types count, and so do the order of a dict, the sign of a zero, and an array's dtype and shape.

    Raises:
        ArgumentModified: An argument differs after the call.
    """
    done = solution.call(*args)
    for position, (before, after) in enumerate(zip(args, done.arguments, strict=True), start=1):
        if not _is_same(before, after):
            raise ArgumentModified(
                f"argument {position} was changed by the call: before {_shown(before)}, after {_shown(after)}",
                change=(before, after),
            )
    return done.returned


def assert_close(actual: object, expected: float, *, relative: float = 1e-9, absolute: float = 1e-12) -> None:
    """Assert that a real number is within a tolerance of the expected one.

    A real number is an int, a float or a numpy real scalar. nan is close to nothing, an infinity only to itself.

    Raises:
        WrongType: `actual` is not a real number.
        PropertyFailure: `|actual - expected|` exceeds both `relative` times the larger of the two sizes and `absolute`.
    """
    if not _is_real(actual):
        raise WrongType(f"expected a real number, not {type(actual).__name__}")
    tolerance = _Tolerance(relative, absolute)
    if not tolerance.allows(actual, expected):
        raise PropertyFailure(f"expected {expected!r} within {tolerance}", compared=(actual, expected))


def assert_arrays_close(
    actual: object,
    expected: object,
    *,
    allowed: Sequence[type] = (),
    relative: float = 1e-9,
    absolute: float = 1e-12,
    nan_equal: bool = False,
) -> None:
    """Assert that a list of real numbers, nested in any way, or a numpy array is close to the expected one everywhere.

    Args:
        actual: The returned value.
        expected: A list, a tuple or a numpy array; the lists in it may have different lengths.
        allowed: The exact types that `actual` and what is nested in it may have, such as `(list, numpy.ndarray)`. Without
            it, each must have the type of what stands in its place in `expected`.
        relative: Tolerance as a share of the number, as for `assert_close`.
        absolute: Tolerance where that share is smaller.
        nan_equal: Whether nan is right where `expected` has nan; otherwise it is close to nothing.

    Raises:
        WrongType: A list or array is of another type, an array's dtype holds no integers or floats, or an element is not a
            real number (bool is none, nor is an array of one element).
        PropertyFailure: A shape, a length or a number differs; the message names the first place where one does.
    """
    if not _is_container(expected):
        raise ChallengeError(
            f"assert_arrays_close compares with a list, a tuple or an array, not with {type(expected).__name__}:"
            " use assert_close for a number"
        )
    _compare(actual, expected, "", tuple(allowed), _Tolerance(relative, absolute, nan_equal=nan_equal))


def assert_cpu_within(
    solution: EntryPoint,
    reference: Callable[..., object],
    *args: object,
    times_reference: float,
    minimum_seconds: float = 0.05,
) -> object:
    """Call `solution(*args)` under a CPU limit of a multiple of the reference's CPU time on the same input.

    Args:
        solution: The entry point.
        reference: The reference solution; it is called in the judge's process, unless it was on that input only just before
            and the call does not come near the limit.
        args: The input. That the candidate's process must read it, and write the value, counts against the limit.
        times_reference: The limit as a multiple of the reference's time.
        minimum_seconds: The limit where that is less.

    Returns:
        The value that `solution` returned.
    """
    # A class of submissions is timed beside one measurement every few seconds, so that the reference does not cost each of
    # them as much as its own call. Where it matters it is measured again: by then the machine may be faster or slower.
    encoded = codec.encode(args)
    key = _key_of(reference, encoded)

    def limit(seconds: float) -> CpuLimit:
        return CpuLimit(max(times_reference * seconds, minimum_seconds), seconds, measure)

    def measure() -> CpuLimit:
        return limit(_time_reference(reference, encoded, key))

    measured_at, seconds = _measured.get(key, (-math.inf, 0.0))
    within = limit(seconds) if time.monotonic() - measured_at < _MEASURED_SECONDS else measure()
    return solution.call_within(within, *args)


def _key_of(reference: Callable[..., object], encoded: bytes) -> _Key | None:
    """What a measurement is kept under; None for a function whose time may depend on more than its code and its input."""
    code = getattr(reference, "__code__", None)  # the function is a new one for every submission, its code is not
    bound = [getattr(reference, name, None) for name in ("__closure__", "__defaults__", "__kwdefaults__", "__self__")]
    return None if code is None or any(bound) else (code.co_filename, code, hashlib.sha256(encoded).digest())


def _time_reference(reference: Callable[..., object], encoded: bytes, key: _Key | None) -> float:
    """CPU seconds of the reference on an input, measured now and kept under a key.

    Whether it is measured depends on the clock, so that must show nowhere: it gets a copy of the input, and random numbers go
    on as if it had drawn none.
    """
    args = codec.decode(encoded)
    numpy_random = sys.modules.get("numpy.random")
    states = random.getstate(), numpy_random.get_state() if numpy_random else None
    begin = time.thread_time()
    try:
        reference(*args)
    finally:
        seconds = time.thread_time() - begin
        random.setstate(states[0])
        if numpy_random:
            numpy_random.set_state(states[1])
    if key is not None:
        while len(_measured) >= _MEASUREMENTS_KEPT:
            del _measured[next(iter(_measured))]
        _measured.pop(key, None)
        _measured[key] = time.monotonic(), seconds
    return seconds


@dataclass(frozen=True, slots=True)
class _Tolerance:
    """How far a number may be from the expected one."""

    relative: float
    absolute: float
    nan_equal: bool = False

    def __str__(self) -> str:
        return f"{self.relative:g} relative or {self.absolute:g} absolute"

    def allows(self, actual: Any, expected: Any) -> bool:  # noqa: ANN401  # real numbers of Python and of numpy
        try:
            actual, expected = float(actual), float(expected)
        except OverflowError:  # an int beyond all floats
            return bool(actual == expected)
        if math.isnan(expected):
            return self.nan_equal and math.isnan(actual)
        return math.isclose(actual, expected, rel_tol=self.relative, abs_tol=self.absolute)


def _compare(
    found: Any,  # noqa: ANN401
    wanted: Any,  # noqa: ANN401
    place: str,
    allowed: tuple[type, ...],
    tolerance: _Tolerance,
) -> None:
    """Compare what stands at a place such as `[2][0]`, and all that is in it."""
    what = f"element {place}" if place else "the value"
    if not _is_container(wanted):
        if not _is_real(found):
            raise WrongType(f"{what} should be a real number, not of type {type(found).__name__}")
        if not tolerance.allows(found, wanted):
            message = f"{what} should be {wanted!r} within {tolerance}, not {_shown(found)}"
            raise PropertyFailure(message, compared=(found, wanted))
        return
    _check_form(found, wanted, what, allowed or (type(wanted),))
    for position, (element, want) in enumerate(zip(_elements(found), _elements(wanted), strict=True)):
        if not (type(element) is type(want) is float and tolerance.allows(element, want)):  # a short way for most
            _compare(element, want, f"{place}[{position}]", allowed, tolerance)


def _check_form(found: Any, wanted: Any, what: str, types: tuple[type, ...]) -> None:  # noqa: ANN401
    """Check type and length of a list, and dtype and shape of an array."""
    if type(found) not in types or not _is_container(found):
        raise WrongType(f"{what} should be of type {_names(types)}, not {type(found).__name__}")
    if _is_array(found):
        if found.dtype.kind not in _REAL_KINDS:
            raise WrongType(f"{what} should be an array of real numbers, not of dtype {found.dtype}")
        if _is_array(wanted) and found.shape != wanted.shape:
            raise PropertyFailure(f"{what} should have the shape {wanted.shape}, not {found.shape}")
    if len(found) != len(wanted):
        raise PropertyFailure(f"{what} should have {len(wanted):,} elements, not {len(found):,}")


def _is_container(value: object) -> bool:
    return isinstance(value, list | tuple) or _is_array(value)


def _is_array(value: Any) -> bool:  # noqa: ANN401  # told by its attributes, since numpy is loaded by few challenges
    return hasattr(value, "dtype") and value.ndim > 0


def _elements(container: Any) -> Any:  # noqa: ANN401
    """What to go through: the elements, as Python's own numbers where they are an array's."""
    return container.tolist() if _is_array(container) and container.ndim == 1 else container


def _is_real(value: object) -> bool:
    return type(value) in {int, float} or (isinstance(value, Real) and not isinstance(value, bool))


def _is_same(before: Any, after: Any) -> bool:  # noqa: ANN401, PLR0911  # a case for each kind of type
    """Whether two plain values are the same in every type, bit and order."""
    if type(before) is not type(after):
        return False
    if isinstance(before, float | complex):
        return repr(before) == repr(after)
    if isinstance(before, list | tuple):
        return len(before) == len(after) and all(map(_is_same, before, after))
    if isinstance(before, dict):
        return _is_same([*before.items()], [*after.items()])
    if isinstance(before, set | frozenset):  # the order depends on the process
        return set(map(_identity, before)) == set(map(_identity, after))
    if hasattr(before, "dtype"):
        form = before.dtype, before.shape, before.tobytes()
        return bool(form == (after.dtype, after.shape, after.tobytes()))
    return bool(before == after)


def _identity(element: object) -> object:
    """What two elements of sets share only if `_is_same` holds for them."""
    if isinstance(element, tuple | frozenset):
        return type(element), type(element)(map(_identity, element))
    return type(element), repr(element) if isinstance(element, float | complex) else element


def _names(types: Sequence[type]) -> str:
    return " or ".join(kind.__name__ for kind in types)


def _shown(value: object) -> str:
    try:
        return repr(value)
    except ValueError:  # Python refuses to write out the longest ints
        return "an int too long to write out" if isinstance(value, int) else "a value with an int too long to write out"
