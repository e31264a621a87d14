"""A submission's runtime beside the reference's, in words and as a plot of text."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Final

from judge.model import Interval, Timing

_PLOT_HEIGHT: Final = 10
_PLOT_WIDTH: Final = 48
_BOTH: Final = "*"
_SHORTEST_PLOTTED: Final = 1e-4
"""Shorter times are mostly what disturbs them."""

_NAME_OF_TIME: Final = ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs"))


def describe_ratio(interval: Interval) -> str:
    """Such as `1.8 × the reference (1.7 to 1.9)`: as many digits as the interval allows."""
    digits = 2 if interval.value < 9.95 else 3  # noqa: PLR2004
    decimals = max(digits - 1 - math.floor(math.log10(max(interval.value, _LEAST_RATIO))), 0)
    half = (interval.high - interval.low) / 2
    if 0 < half < 0.1:  # noqa: PLR2004  # or 0.97 to 1.04 would be 1.0 to 1.0
        decimals = max(decimals, 2)
    value, low, high = (f"{each:,.{decimals}f}" for each in (interval.value, interval.low, interval.high))
    return f"{value} × the reference ({low} to {high})"  # the multiplication sign is meant


def describe_timing(timing: Timing) -> Iterator[tuple[str, str]]:
    """What there is to say of a timing, as labels and texts; the texts may have a failure's message in them.

    A failure's message says what the submission did in the judge's words, but may quote an exception's.
    """
    if timing.relative is not None:
        imported = timing.import_seconds >= _LEAST_IMPORT_SECONDS
        also = (
            f", importing included ({format_seconds(timing.import_seconds)} more than the reference)"
            if imported
            else ""
        )
        yield "runtime", f"{describe_ratio(timing.relative)}, 95 % interval, at size {timing.size:,}{also}"
    elif timing.note:
        yield "runtime", f"not compared: {timing.note}"
    if timing.growth is not None:
        beside = f"; the reference {timing.reference_growth}" if timing.reference_growth is not None else ""
        yield "growth", f"{timing.growth}{beside}"
    if timing.relative is not None:
        ours, reference = timing.peak_memory_bytes, timing.reference_peak_memory_bytes
        yield "memory", f"{ours / 1e6:.1f} MB above an idle worker; the reference {reference / 1e6:.1f} MB"


_LEAST_RATIO: Final = 0.01
_LEAST_IMPORT_SECONDS: Final = 0.002
"""Less is not worth a word."""


def plot_timing(curves: Sequence[tuple[str, Sequence[tuple[int, float]]]], width: int = _PLOT_WIDTH) -> list[str]:
    """Times over sizes on logarithmic scales, in lines of text; no lines if there are fewer than two sizes.

    Args:
        curves: For each its one-character mark and its points, sizes and CPU seconds.
        width: Columns of the plot's area.
    """
    points = [point for _, its in curves for point in its]
    sizes = sorted({size for size, _ in points})
    if len(sizes) < 2:  # noqa: PLR2004
        return []
    left, right = math.log(sizes[0]), math.log(sizes[-1])
    low, high = (math.log(bound(seconds for _, seconds in points)) for bound in (min, max))
    rows = [[" "] * width for _ in range(_PLOT_HEIGHT)]
    for mark, its in curves:
        for size, seconds in its:
            column = round((math.log(size) - left) / (right - left) * (width - 1))
            row = round((high - math.log(seconds)) / ((high - low) or 1.0) * (_PLOT_HEIGHT - 1))
            rows[row][column] = mark if rows[row][column] in {" ", mark} else _BOTH
    labels = {0: format_seconds(math.exp(high)), _PLOT_HEIGHT - 1: format_seconds(math.exp(low))}
    lines = [f"{labels.get(number, ''):>8} |{''.join(row)}".rstrip() for number, row in enumerate(rows)]
    first, last = f"{sizes[0]:,}", f"size {sizes[-1]:,}"
    return [*lines, f"{'':>8} +{'-' * width}", f"{'':>9} {first}{last:>{width - len(first)}}"]


def reference_curve(timing: Timing) -> list[tuple[int, float]]:
    """The reference's CPU seconds by size, as far as they are worth a plot."""
    return _plotted([(each.size, each.reference_seconds) for each in timing.sizes])


def curve(timing: Timing) -> list[tuple[int, float]]:
    """The submission's CPU seconds by size, as far as they are worth a plot."""
    return _plotted([(each.size, each.seconds) for each in timing.sizes])


def _plotted(points: Sequence[tuple[int, float | None]]) -> list[tuple[int, float]]:
    return [(size, seconds) for size, seconds in points if seconds is not None and seconds >= _SHORTEST_PLOTTED]


def format_seconds(seconds: float) -> str:
    """A duration with two significant digits."""
    for unit, name in _NAME_OF_TIME:
        if seconds >= 0.9995 * unit:
            return f"{_round_to(seconds / unit, 2)} {name}"
    return f"{_round_to(seconds / 1e-6, 2)} µs"


def _round_to(value: float, digits: int) -> str:
    """The number with so many significant digits, without an exponent."""
    if value <= 0:
        return "0"
    decimals = max(digits - 1 - math.floor(math.log10(value)), 0)
    return f"{value:,.{decimals}f}"
