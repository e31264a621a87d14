"""Plots of a batch as SVG in HTML: verdicts and failed properties as bars, runtimes as a histogram.

Positions are percentages and nothing is scaled, so that a plot fits any width and its text keeps its size. Colours are the
page's, by class: a verdict's short name, or `accepted` and `others`.
"""

from __future__ import annotations

import math
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import Final

import numpy as np

from judge.model import Verdict
from judge.report.batch.tally import ChallengeTally, PropertyTally, judged
from judge.report.batch.texts import visible_line

_Figures = np.ndarray[tuple[int], np.dtype[np.float64]]

_LOWEST_OCTAVE: Final = -6
_HIGHEST_OCTAVE: Final = 10
"""The widest axis: from 1/64 of the reference's time to 1,024 times as much; what lies beyond is counted in the last bins."""

_MOST_BINS: Final = 48
_MOST_LABELS: Final = 7
_NARROWEST: Final = 0.6
"""Width in per cent that a bar has at least, to be seen at all."""
_PLOT_HEIGHT: Final = 190
_BASE: Final = 160
"""Height of the axis from the top, in pixels; the labels are below."""
_TOP: Final = 22


def verdict_bars(verdicts: Counter[Verdict]) -> str:
    """A row for each verdict that was given, with its bar, its count and its share."""
    given = [verdict for verdict in Verdict if verdicts[verdict] or verdict is Verdict.ACCEPTED]
    most, total = max(verdicts.values(), default=0), verdicts.total()
    rows = [
        _bar_row(
            f'<a href="#submissions" data-verdict="{verdict}">{badge(verdict)}<span>{verdict.replace("_", " ")}</span></a>',
            {verdict: verdicts[verdict]},
            most,
            f"{verdicts[verdict]:,}",
            share_text(verdicts[verdict], total),
        )
        for verdict in given
    ]
    return _bar_table("Submissions by verdict", ("Verdict", "Plot", "Submissions", "Share"), rows)


def property_bars(properties: Iterable[PropertyTally], submissions: int, first: int) -> str:
    """A row for each property, with how many submissions fail it, and by which verdicts.

    Args:
        properties: In the order of the test file.
        submissions: All of the challenge, for the shares.
        first: Number of the first property among those of all challenges, as the page's filter counts them.
    """
    properties = list(properties)
    most = max((outcome.failures for outcome in properties), default=0)
    rows = [
        _bar_row(
            f'<a href="#submissions" data-property="{number}" title="{escape(visible_line(outcome.name))}">'
            f"{escape(visible_line(outcome.title))}</a>",
            outcome.failed_verdicts,
            most,
            f"{outcome.failures:,}",
            share_text(outcome.failures, submissions),
        )
        for number, outcome in enumerate(properties, first)
    ]
    return _bar_table("Submissions that fail a property", ("Property", "Plot", "Submissions", "Share"), rows)


def challenge_bars(challenges: Iterable[ChallengeTally]) -> str:
    """A row for each challenge, with its verdicts in one bar and the share that is accepted."""
    rows = [
        _bar_row(
            f'<a href="#challenge-{number}">{escape(visible_line(challenge.name))}</a>',
            {verdict: challenge.verdicts[verdict] for verdict in Verdict},
            challenge.submissions,
            f"{challenge.submissions:,}",
            share_text(challenge.verdicts[Verdict.ACCEPTED], judged(challenge.verdicts)),
        )
        for number, challenge in enumerate(challenges)
    ]
    return _bar_table(
        "Verdicts by challenge", ("Challenge", "Verdicts", "Submissions", "Accepted"), rows, "bars headed"
    )


def badge(verdict: Verdict) -> str:
    """A verdict's short name, in its colour."""
    return f'<abbr class="badge {verdict.short}" title="{verdict.replace("_", " ")}">{verdict.short}</abbr>'


def runtime_figure(accepted: array[float], others: array[float], caption: str) -> str:
    """How CPU times relative to the reference's are distributed, as a histogram with its legend and caption.

    Args:
        accepted: Of accepted submissions, as multiples of the reference's time.
        others: Of all others that were timed.
        caption: What stands below, as HTML.
    """
    ratios = {"accepted": np.array(accepted), "others": np.array(others)}
    everything = np.concatenate(list(ratios.values()))
    low, high = _octaves(everything)
    outside = int(np.sum((everything < 2.0**low) | (everything > 2.0**high)))
    if outside:
        caption += f" The {outside:,} beyond the ends of the axis are in its outermost bars."
    return (
        f"<figure>{_histogram(ratios, low, high)}"
        '<figcaption><span class="key accepted"></span>accepted <span class="key others"></span>not accepted'
        f"<br>{caption}</figcaption></figure>"
    )


def ratio_text(ratio: float) -> str:
    """A multiple of the reference's time in about three digits, such as 1.34 and the sign of times."""
    if ratio < 0.001:  # noqa: PLR2004  # a thousandth is the least that is shown
        return "<0.001×"  # the multiplication sign is meant
    digits = next((digits for digits, limit in ((3, 0.0995), (2, 9.995), (1, 99.95)) if ratio < limit), 0)
    return f"{ratio:,.{digits}f}×"


def share_text(count: int, total: int) -> str:
    """A share in per cent; never 0 % for some, nor 100 % for less than all; nothing of nothing."""
    if not count or count == total:
        return "100%" if count else "0%" if total else ""
    return f"{min(max(100 * count / total, 0.1), 99.9):.1f}%"


def _bar_table(caption: str, headings: Sequence[str], rows: Iterable[str], kind: str = "bars") -> str:
    columns = "".join(f'<th scope="col"><span>{heading}</span></th>' for heading in headings)
    return (
        f'<table class="{kind}"><caption class="unseen">{caption}</caption><thead><tr>{columns}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table>"
    )


def _bar_row(heading: str, parts: Mapping[Verdict, int], most: int, number: str, share: str) -> str:
    """A row of a bar plot; `heading` is HTML, and a bar for `most` would fill its cell."""
    rectangles, left = [], 0.0
    said = [f"{count:,} {verdict.replace('_', ' ')}" for verdict, count in parts.items() if count]
    for verdict, count in parts.items():
        if count:
            width = 100 * count / most
            rectangles.append(
                f'<rect class="{verdict.short}" x="{left:.2f}%" width="{max(width, _NARROWEST):.2f}%" height="100%"/>'
            )
            left += width
    return (
        f'<tr><th scope="row">{heading}</th><td class="bar"><svg role="img" width="100%" height="12">'
        f"<title>{', '.join(said) or 'none'}</title>{''.join(rectangles)}</svg></td>"
        f'<td class="number">{number}</td><td class="number">{share}</td></tr>'
    )


def _histogram(ratios: Mapping[str, _Figures], low: int, high: int) -> str:
    """The plot itself, on a logarithmic axis between two powers of two, with the reference at 1."""
    bins = (high - low) * _bins_per_octave(high - low)
    counts = {kind: _count(figures, low, high, bins) for kind, figures in ratios.items()}
    highest = max(map(sum, zip(*counts.values(), strict=True)))
    step = _tidy_step(highest)
    per_pixel = max(highest, 1) / (_BASE - _TOP)
    parts = [
        f'<svg class="histogram" role="img" width="100%" height="{_PLOT_HEIGHT}">',
        f"<title>CPU time relative to the reference of {len(ratios['accepted']):,} accepted submissions",
        f" and {len(ratios['others']):,} others</title>",
    ]
    for count in range(step, highest + 1, step):
        y = _BASE - count / per_pixel
        parts.append(f'<line class="grid" x1="0" x2="100%" y1="{y:.1f}" y2="{y:.1f}"/>')
        parts.append(f'<text class="count" x="-8" y="{y + 4:.1f}" text-anchor="end">{count:,}</text>')
    width = 100 / bins
    for number in range(bins):
        parts += _column(number, width, counts, per_pixel, _bin_name(number, low, high, bins))
    parts.append(f'<line class="axis" x1="0" x2="100%" y1="{_BASE}" y2="{_BASE}"/>')
    parts += _axis_labels(low, high)
    x = -low / (high - low) * 100
    parts.append(f'<line class="reference" x1="{x:.2f}%" x2="{x:.2f}%" y1="{_TOP - 6}" y2="{_BASE}"/>')
    parts.append(
        f'<text class="reference" x="{x:.2f}%" y="{_TOP - 11}" text-anchor="{_anchor(x)}">reference</text></svg>'
    )
    return "".join(parts)


def _octaves(ratios: _Figures) -> tuple[int, int]:
    """Powers of two between which the axis runs; 1 is inside, and so are its neighbours."""
    positive = ratios[ratios > 0]
    low = math.floor(math.log2(positive.min(initial=0.5)))
    high = math.ceil(math.log2(positive.max(initial=4.0)))
    return max(low, _LOWEST_OCTAVE), min(high, _HIGHEST_OCTAVE)


def _bins_per_octave(octaves: int) -> int:
    return next((number for number in (8, 6, 4, 3) if number * octaves <= _MOST_BINS), 2)


def _count(ratios: _Figures, low: int, high: int, bins: int) -> list[int]:
    """Figures in each bin; those beyond the axis are in the first and the last."""
    octaves = np.log2(np.clip(ratios, 2.0**low, 2.0**high))
    return [int(count) for count in np.histogram(octaves, bins, range=(low, high))[0]]


def _bin_name(number: int, low: int, high: int, bins: int) -> str:
    per_octave = bins / (high - low)
    return f"{ratio_text(2 ** (low + number / per_octave))} to {ratio_text(2 ** (low + (number + 1) / per_octave))}"


def _column(
    number: int,
    width: float,
    counts: Mapping[str, list[int]],
    per_pixel: float,
    name: str,
) -> Iterator[str]:
    """The stacked bars of one bin, the first kind at the bottom, with a hair of space to the next."""
    if not any(kind[number] for kind in counts.values()):
        return
    said = ", ".join(f"{kind[number]:,} {label}" for label, kind in counts.items())
    yield f"<g><title>{name}: {said}</title>"
    y = float(_BASE)
    for label, kind in counts.items():
        height = kind[number] / per_pixel
        y -= height
        if height:
            yield (
                f'<rect class="{label}" x="{number * width + width * 0.06:.2f}%" y="{y:.1f}" '
                f'width="{width * 0.88:.2f}%" height="{height:.1f}"/>'
            )
    yield "</g>"


def _axis_labels(low: int, high: int) -> Iterator[str]:
    step = math.ceil((high - low + 1) / _MOST_LABELS)
    for octave in range(low, high + 1):
        if octave % step == 0:
            x = (octave - low) / (high - low) * 100
            name = f"{2**octave:,}" if octave >= 0 else f"1/{2**-octave}"
            yield f'<text x="{x:.2f}%" y="{_BASE + 18}" text-anchor="{_anchor(x)}">{name}×</text>'


def _anchor(x: float) -> str:
    """How a label hangs at its position, in per cent of the width, so that it stays inside."""
    return "start" if x < 5 else "end" if x > 95 else "middle"  # noqa: PLR2004  # half of the longest label


def _tidy_step(highest: int) -> int:
    """A distance of grid lines, 1, 2 or 5 times a power of ten, with which there are at most four of them."""
    power = 1
    while True:
        for step in (power, 2 * power, 5 * power):
            if highest < 5 * step:
                return step
        power *= 10
