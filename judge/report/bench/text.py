"""Several submissions side by side, for people at a terminal: a ranking, then all times over sizes in one plot."""

from __future__ import annotations

import string
import textwrap
from collections.abc import Iterator
from typing import Final

from judge.model import Bench, BenchEntry
from judge.report.runtime import curve, describe_ratio, format_seconds, plot_timing, reference_curve
from judge.report.text import printable

_NARROWEST: Final = 60
_WIDEST: Final = 110
MARKS: Final = string.ascii_letters.replace("r", "")
"""One for each submission in the plot; `r` is the reference."""


def render_bench_text(bench: Bench, *, width: int = 80) -> str:
    """The whole report, ending without a newline.

    Args:
        bench: What was measured.
        width: Columns of the terminal.
    """
    width = min(max(width, _NARROWEST), _WIDEST)
    measured = sum(entry.timing is not None for entry in bench.entries)
    head = (
        f"{bench.challenge} · {measured} of {len(bench.entries)} submissions accepted and measured beside the reference"
    )
    sections = ["\n".join(textwrap.wrap(head, width)), "\n".join(_rows(bench, width)), "\n".join(_plot(bench, width))]
    sections.append(f"  seed {bench.seed} · isolation {bench.isolation.level}")
    return "\n\n".join(section for section in sections if section)


def _rows(bench: Bench, width: int) -> Iterator[str]:
    yield "  rank     submission"
    for mark, entry in zip(_marks(bench), bench.entries, strict=True):
        place = f"{entry.rank}." if entry.rank is not None else "-"
        yield f"  {place:>4} {mark:>2}  {_one_line(entry.submission)}"
        for line in _figures(entry):
            yield from textwrap.wrap(
                _one_line(line), width, initial_indent=" " * 11, subsequent_indent=" " * 11, break_on_hyphens=False
            )


def _figures(entry: BenchEntry) -> Iterator[str]:
    timing = entry.timing
    if timing is None:
        yield f"not measured: {entry.verdict.value.replace('_', ' ')}"
        return
    if timing.relative is None:
        yield f"not compared: {timing.note}"
    else:
        memory, reference = timing.peak_memory_bytes / 1e6, timing.reference_peak_memory_bytes / 1e6
        yield (
            f"{describe_ratio(timing.relative)} at size {timing.size:,}"
            f" · {memory:.1f} MB ({reference:.1f} MB the reference)"
        )
    if timing.growth is not None:
        exponent = timing.growth.exponent
        yield f"grows like {timing.growth} (exponent {exponent.value:.2f}, {exponent.low:.2f} to {exponent.high:.2f})"


def _plot(bench: Bench, width: int) -> Iterator[str]:
    timings = [(mark, entry.timing) for mark, entry in zip(_marks(bench), bench.entries, strict=True) if entry.timing]
    if not timings:
        return
    curves = [("r", reference_curve(timings[0][1])), *((mark, curve(timing)) for mark, timing in timings)]
    lines = plot_timing(curves, min(width - 12, 64))
    if lines:
        yield "  CPU time of a call over the size of its input (r: the reference, *: several)"
        yield from lines
        passed = [each for each in timings[0][1].sizes if each.passing_seconds > 0]
        if passed:
            seconds, size = format_seconds(passed[-1].passing_seconds), passed[-1].size
            yield f"  Passing arguments and values is not part of it; it takes {seconds} at size {size:,}."


def _marks(bench: Bench) -> list[str]:
    return [MARKS[number % len(MARKS)] for number in range(len(bench.entries))]


def _one_line(text: str) -> str:
    return printable(text).replace("\n", "\\n").replace("\t", "\\t")
