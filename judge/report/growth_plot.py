"""CPU time over the size of the input as SVG: the reference and submissions on logarithmic scales, for HTML reports."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from html import escape
from typing import Final

from judge.report.runtime import format_seconds

Curve = tuple[str, Sequence[tuple[int, float]]]
"""A label, and sizes with CPU seconds."""

_WIDTH: Final = 640
_HEIGHT: Final = 340
_LEFT: Final = 64
_RIGHT: Final = 12
_TOP: Final = 12
_BOTTOM: Final = 34
_COLORS: Final = ("#2a78c2", "#c2571a", "#2c8a57", "#9a3fa0", "#b08a00", "#c23a4b", "#4a7f8c", "#6d6d6d")
"""Legible on light and on dark ground; beyond eight submissions they repeat, and the dashes differ."""

_DASHES: Final = ("", "6 3", "2 3")

GROWTH_PLOT_STYLE: Final = """
svg.growth { width: 100%; max-width: 44rem; height: auto; }
svg.growth text { fill: currentColor; font: 12px system-ui, sans-serif; }
svg.growth .grid { stroke: currentColor; stroke-opacity: 0.15; }
svg.growth .curve { fill: none; stroke-width: 2; }
svg.growth .reference { stroke: currentColor; fill: currentColor; }
"""


def draw_growth(curves: Sequence[Curve]) -> str:
    """The plot; empty if there are fewer than two sizes.

    Args:
        curves: The reference first.
    """
    points = [point for _, its in curves for point in its]
    if len({size for size, _ in points}) < 2:  # noqa: PLR2004
        return ""
    horizontal = _Scale([size for size, _ in points], _LEFT, _WIDTH - _RIGHT)
    vertical = _Scale([seconds for _, seconds in points], _HEIGHT - _BOTTOM, _TOP)
    parts = [*_grid(horizontal, vertical)]
    for number, (label, its) in enumerate(curves):
        parts += _curve(number, label, [(horizontal(size), vertical(seconds)) for size, seconds in its])
    names = ", ".join(escape(label) for label, _ in curves)
    return (
        f'<svg class="growth" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="CPU time over size: {names}">'
        f"{''.join(parts)}</svg>"
    )


def swatch(number: int) -> str:
    """A sample of the line of the n-th curve, for a legend."""
    return f'<svg width="28" height="10" aria-hidden="true"><path d="M0 5H28" {_stroke(number)}/></svg>'


class _Scale:
    """A logarithmic axis from values to pixels."""

    def __init__(self, values: Sequence[float], start: float, end: float) -> None:
        self.low, self.high = math.log10(min(values)), math.log10(max(values))
        self._start, self._end = start, end

    def __call__(self, value: float) -> float:
        share = (math.log10(value) - self.low) / ((self.high - self.low) or 1.0)
        return round(self._start + share * (self._end - self._start), 1)

    def ticks(self) -> list[float]:
        """Powers of ten in the range, or 1, 2 and 5 times them where there are few."""
        decades = range(math.floor(self.low), math.ceil(self.high) + 1)
        ticks = [10.0**decade for decade in decades if self.low <= decade <= self.high]
        if len(ticks) > 2:  # noqa: PLR2004
            return ticks
        return [tick for d in decades for m in (1, 2, 5) if self.low <= math.log10(tick := m * 10.0**d) <= self.high]


def _grid(horizontal: _Scale, vertical: _Scale) -> Iterator[str]:
    for tick in horizontal.ticks():
        x = horizontal(tick)
        yield f'<line class="grid" x1="{x}" x2="{x}" y1="{_TOP}" y2="{_HEIGHT - _BOTTOM}"/>'
        yield f'<text x="{x}" y="{_HEIGHT - _BOTTOM + 16}" text-anchor="middle">{tick:,.0f}</text>'
    for tick in vertical.ticks():
        y = vertical(tick)
        yield f'<line class="grid" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y}" y2="{y}"/>'
        yield f'<text x="{_LEFT - 6}" y="{y + 4}" text-anchor="end">{format_seconds(tick)}</text>'
    yield f'<text x="{_WIDTH - _RIGHT}" y="{_HEIGHT - 4}" text-anchor="end">size of the input</text>'


def _curve(number: int, label: str, points: Sequence[tuple[float, float]]) -> Iterator[str]:
    line = " ".join(f"{x},{y}" for x, y in points)
    yield f'<polyline class="curve" points="{line}" {_stroke(number)}><title>{escape(label)}</title></polyline>'
    for x, y in points:
        yield f'<circle cx="{x}" cy="{y}" r="3" {_stroke(number, fill=True)}/>'


def _stroke(number: int, *, fill: bool = False) -> str:
    if number == 0:
        return 'class="reference"' if fill else 'stroke="currentColor" stroke-width="2" stroke-dasharray="1 4"'
    color = _COLORS[(number - 1) % len(_COLORS)]
    if fill:
        return f'fill="{color}"'
    dashes = _DASHES[(number - 1) // len(_COLORS) % len(_DASHES)]
    return f'stroke="{color}" stroke-width="2"' + (f' stroke-dasharray="{dashes}"' if dashes else "")
