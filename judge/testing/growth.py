"""Check how CPU time grows with the size of the input: the exponent of the power of the size that it follows."""

from __future__ import annotations

import math
from itertools import combinations
from typing import TYPE_CHECKING

from judge.errors import ChallengeError
from judge.laws import LAWS
from judge.testing.failures import GrowthExceeded

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from judge.testing.entry_point import EntryPoint, Timed

_TOLERANCE = 0.5
"""Half-way to the next whole exponent. Filling dicts and sorting, with 10,000 to 640,000 elements, were measured at up to
1.47: a logarithm adds 0.1, data that outgrow the processor's caches the rest. Quadratic functions were at 1.8 to 2.1."""

_ROUNDS = 3
_SMALL_CALLS = 3
_SMALL_SHARE = 64
"""A 64th of a size has a 64th of its work, or less, and all that every call costs."""

_LAWS_OF_POWERS = [name for name in LAWS if name != "2ⁿ"]
_LEAST_SIZE_OF_LAWS = 5
_LEAST_SIZES = 4
_LEAST_RANGE = 8
_CLOCK_SECONDS = 1e-6
"""Shorter times are taken for this: about what it costs to read a clock."""


def assert_grows_at_most(
    solution: EntryPoint,
    make_input: Callable[[int], tuple[object, ...]],
    *,
    sizes: Sequence[int],
    exponent: float | None = None,
    law: str | None = None,
) -> list[object]:
    """Assert that CPU time grows no faster than a power of the input's size, and return the value for each size.

    Each size is timed once. What every call costs is subtracted: the least time of three calls with a small input. The
    exponent is the median of the slopes between all pairs of sizes, on logarithmic scales, which a few disturbed times do not
    move (P. K. Sen, "Estimates of the regression coefficient based on Kendall's tau", Journal of the American Statistical
    Association 63, 1968).

    It may exceed the allowed one by 0.5: logarithmic factors and the processor's caches add to it, so whole exponents can be
    told apart and finer differences cannot. If it exceeds even that, all is measured again, the large sizes first, and then
    once more: only a function that is found too slow three times fails, so that a machine that was busy for a while does no
    harm.

    Choose sizes for which the reference takes milliseconds. To read its arguments and to write its value is part of a call, so
    exponents below 1 can only be asked of functions whose arguments and values stay small.

    Args:
        solution: The entry point.
        make_input: Makes the arguments for a size, as a tuple. To measure again it is asked for one and two more than each
            size, so that a function that keeps its answers has none ready; and at first for a 64th of the smallest size, or 1.
        sizes: Four or more, ascending; the largest at least eight times the smallest.
        exponent: The power of the size that is allowed, such as 1 for linear time.
        law: In its place the name of a law: "1", "log n", "n", "n log log n", "n log n", "n √n" or "n sqrt n", "n²" or "n^2",
            "n³" or "n^3". The power nearest to it between the smallest and the largest size is allowed.

    Raises:
        GrowthExceeded: CPU time grows faster; the message has the exponent and the times that it follows from.
        ChallengeError: The sizes do not do, there is no such law, or `make_input` makes no tuple.
    """
    if len(sizes) < _LEAST_SIZES or sorted({*sizes}) != [*sizes] or sizes[0] < 1 or sizes[-1] < _LEAST_RANGE * sizes[0]:
        raise ChallengeError(
            f"sizes must be {_LEAST_SIZES} or more, ascending, the largest at least {_LEAST_RANGE} times the smallest, such as"
            f" (10_000, 20_000, 40_000, 80_000), not {sizes!r}"
        )

    allowed = _allowed_exponent(exponent, law, sizes)

    def time_call(size: int) -> Timed:
        arguments = make_input(size)
        if not isinstance(arguments, tuple):
            raise ChallengeError(
                f"make_input must return the arguments as a tuple, `(x,)` for a single one, not {type(arguments).__name__}"
            )
        return solution.timed(*arguments)

    values: list[object] = []
    least: tuple[float, str] = math.inf, ""
    for more in range(_ROUNDS):
        small = max(1, sizes[0] // _SMALL_SHARE)
        call_seconds = min(time_call(small + each).cpu_seconds for each in range(_SMALL_CALLS))
        asked = [size + more for size in sizes]
        calls = {size: time_call(size) for size in sorted(asked, reverse=more % 2 == 1)}
        values = values or [calls[size].returned for size in asked]
        seconds = [calls[size].cpu_seconds for size in asked]
        found = fit_exponent(asked, seconds, call_seconds)
        if found <= allowed + _TOLERANCE:
            return values
        least = min(least, (found, _table(asked, seconds, call_seconds)))
    name = f"{law}, the power {allowed:.2f} here," if law else f"{allowed:g}"
    raise GrowthExceeded(
        f"CPU time grows with the power {least[0]:.2f} of the size, where {name} is allowed and"
        f" {allowed + _TOLERANCE:.3g} let pass: {least[1]}"
    )


def _allowed_exponent(exponent: float | None, law: str | None, sizes: Sequence[int]) -> float:
    """What is allowed as a power of the size."""
    if (exponent is None) == (law is None):
        raise ChallengeError('assert_grows_at_most needs either exponent, such as 1, or law, such as "n log n"')
    if law is None:
        return exponent or 0.0
    name = law.replace("sqrt n", "√n").replace("^2", "²").replace("^3", "³")
    if name not in _LAWS_OF_POWERS:
        raise ChallengeError(f"there is no law {law!r}; there are {', '.join(_LAWS_OF_POWERS)}")
    return LAWS[name].exponent(max(sizes[0], _LEAST_SIZE_OF_LAWS), sizes[-1])


def fit_exponent(sizes: Sequence[int], seconds: Sequence[float], call_seconds: float) -> float:
    """Return the power of the size that times follow.

    Args:
        sizes: At least two, ascending.
        seconds: CPU time for each size.
        call_seconds: What each of them contains that does not depend on the size. Times that are not twice as long are not
            told from it, and taken for twice as long; those of the smallest sizes are left out, but for the last of them.

    Returns:
        The median slope; 0 if the time is nearly that of any call up to the largest size.
    """
    least = max(call_seconds, _CLOCK_SECONDS)
    work = [max(each - call_seconds, least) for each in seconds]
    start = max((position for position, each in enumerate(work) if each == least), default=0)
    points = [(math.log(size), math.log(each)) for size, each in zip(sizes, work, strict=True)][start:]
    slopes = sorted((y2 - y1) / (x2 - x1) for (x1, y1), (x2, y2) in combinations(points, 2))
    if not slopes:
        return 0.0
    return (slopes[(len(slopes) - 1) // 2] + slopes[len(slopes) // 2]) / 2


def _table(sizes: Sequence[int], seconds: Sequence[float], call_seconds: float) -> str:
    rows = [f"{_milliseconds(each)} for {size:,}" for size, each in zip(sizes, seconds, strict=True)]
    return f"{', '.join(rows)}; {_milliseconds(call_seconds)} for any call"


def _milliseconds(seconds: float) -> str:
    milliseconds = seconds * 1e3
    return f"{milliseconds:,.0f} ms" if milliseconds >= 100 else f"{milliseconds:.3g} ms"  # noqa: PLR2004  # three digits
