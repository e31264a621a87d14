"""Assertions on calls that plain pytest lacks: types, purity, closeness of numbers, time beside the reference's."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Any, TypeVar

from judge.testing.entry_point import CpuLimit, EntryPoint
from judge.testing.failures import ArgumentModified, PropertyFailure, WrongType

T = TypeVar("T")


def assert_type(value: object, *allowed: type[T]) -> T:
    """Assert that a returned value has one of the allowed types, and return it.

    Exact types are compared, so `True` is not an `int` and a numpy array is not a `list`.

    Raises:
        WrongType: The value's type is none of `allowed`.
    """
    if type(value) in allowed:
        return value  # type: ignore[return-value]  # an exact type from `allowed`, which mypy cannot narrow
    names = " or ".join(kind.__name__ for kind in allowed)
    raise WrongType(f"expected a value of type {names}, not {type(value).__name__}")


def assert_arguments_unchanged(solution: EntryPoint, *args: object) -> object:
    """Call `solution(*args)`, assert that it left every argument as it was, and return its value.

    Raises:
        ArgumentModified: An argument differs after the call.
    """
    done = solution.call(*args)
    for position, (before, after) in enumerate(zip(args, done.arguments, strict=True), start=1):
        if type(before) is not type(after) or repr(before) != repr(after):
            raise ArgumentModified(f"argument {position} was changed by the call: before {before!r}, after {after!r}")
    return done.returned


def assert_close(actual: Any, expected: float, *, relative: float = 1e-9, absolute: float = 1e-12) -> None:  # noqa: ANN401
    """Assert that a real number is within a tolerance of the expected one.

    A real number is an int, a float or a numpy real scalar; nan is close to nothing.

    Raises:
        WrongType: `actual` is not a real number.
        PropertyFailure: `|actual - expected| > max(relative * |expected|, absolute)`.
    """
    if isinstance(actual, bool) or not hasattr(actual, "__float__"):
        raise WrongType(f"expected a real number, not {type(actual).__name__}")
    if not math.isclose(float(actual), expected, rel_tol=relative, abs_tol=absolute):
        raise PropertyFailure(f"expected {expected!r} within {relative:g} relative")


def assert_cpu_within(
    solution: EntryPoint,
    reference: Callable[..., object],
    *args: object,
    times_reference: float,
    minimum_seconds: float = 0.05,
) -> object:
    """Call `solution(*args)` under a CPU limit of a multiple of the reference's CPU time on the same input.

    Returns:
        The value that `solution` returned.
    """
    begin = time.thread_time()
    reference(*args)
    reference_seconds = time.thread_time() - begin
    limit = max(times_reference * reference_seconds, minimum_seconds)
    return solution.call_within(CpuLimit(limit, reference_seconds), *args)
