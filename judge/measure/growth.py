"""How a time grows with the size of its input: the exponent it follows, and the named laws that fit, all of them.

Only what the data can tell apart is told apart. Over a factor of 100 in size, n log n is n to the power 1.1 to 1.15, and data
that outgrow a processor's caches add as much to a linear loop.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from typing import Final

from judge.laws import LAWS
from judge.measure.ratio import median
from judge.model import Growth, Interval

_NORMAL_QUANTILE: Final = 1.959964
"""Of `CONFIDENCE`; `statistics.NormalDist` would say so too, but takes 10 ms to import."""

_LEAST_POINTS: Final = 4
_LEAST_RANGE: Final = 7.0
"""Fewer sizes, or sizes and times that both differ by a smaller factor, cannot tell a law."""

_WIDEST: Final = 0.6
"""An exponent whose interval is wider than this, or this share of it, says nothing."""

_LEAST_SIZE: Final = 5
"""From here on log log n grows."""

_ABOVE: Final = 0.12
_ABOVE_OUT_OF_CACHE: Final = 0.25
"""How far the exponent may be above the law's, where all data fit a processor's own caches, and where they outgrow them."""

_CACHE_BYTES: Final = 1 << 20
"""About what a core's own caches hold."""


def fit_growth(
    sizes: Sequence[float], seconds: Sequence[float], *, memory_bytes: int = 0, slack: float = 0.0
) -> Growth | None:
    """Say how times grow; None where that cannot be told.

    That is so for fewer than four sizes from 5 on, where they and the times differ too little, or the times are too disturbed.

    The exponent is the median of the slopes between all pairs of sizes on logarithmic scales, with the interval that follows
    from Kendall's tau (P. K. Sen, "Estimates of the regression coefficient based on Kendall's tau", Journal of the American
    Statistical Association 63, 1968). A law is possible if what is left after dividing by it grows with an exponent that is,
    within its interval, about 0. Where times grow faster in the larger half of sizes than in the smaller one, because terms of
    lower order fade there, the laws that fit the larger half are possible too.

    Args:
        sizes: Ascending.
        seconds: The time for each, above 0, without what every call costs.
        memory_bytes: The most memory used.
        slack: How much farther an exponent may be from a law's because each size was measured once or twice only.
    """
    points = [(size, math.log(each)) for size, each in zip(sizes, seconds, strict=True) if size >= _LEAST_SIZE]
    if len(points) < _LEAST_POINTS:
        return None
    (first, first_time), (last, last_time) = points[0], points[-1]
    if last < _LEAST_RANGE * first and last_time - first_time < math.log(_LEAST_RANGE):
        return None
    exponent = _exponent(points)
    if exponent.high - exponent.low > _WIDEST * max(exponent.value, 1.0):
        return None
    room = (_ABOVE if memory_bytes <= _CACHE_BYTES else _ABOVE_OUT_OF_CACHE) + slack
    laws = _possible_laws(points, room, slack)
    smaller, larger = points[: len(points) // 2], points[len(points) // 2 :]
    if len(smaller) >= _LEAST_POINTS and (later := _exponent(larger)).low > _exponent(smaller).high:
        laws |= _possible_laws(larger, room, slack)
        exponent = replace(exponent, high=max(exponent.high, later.high))
    return Growth(exponent, tuple(name for name in LAWS if name in laws))


def _possible_laws(points: Sequence[tuple[float, float]], above: float, below: float) -> set[str]:
    """Names of the laws by which times may be divided, so that what is left grows with an exponent of about 0."""
    rests = {
        law.name: _slope([(math.log(size), time - law.log(size)) for size, time in points]) for law in LAWS.values()
    }
    return {name for name, rest in rests.items() if rest.low <= above and rest.high >= -LAWS[name].below - below}


def _exponent(points: Sequence[tuple[float, float]]) -> Interval:
    return _slope([(math.log(size), time) for size, time in points])


def _slope(points: Sequence[tuple[float, float]]) -> Interval:
    """The median of the slopes between all pairs of points, and the interval for it."""
    slopes = sorted((y2 - y1) / (x2 - x1) for (x1, y1), (x2, y2) in combinations(points, 2))
    count = len(points)
    deviation = math.sqrt(count * (count - 1) * (2 * count + 5) / 18)
    skipped = max(math.floor((len(slopes) - _NORMAL_QUANTILE * deviation) / 2), 0)
    return Interval(median(slopes), slopes[skipped], slopes[-1 - skipped], count)
