"""Several submissions of one challenge side by side: what each got, and which properties tell them apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from judge.model import Grade, Verdict
from judge.report.text import one_line, shorten, shorten_path, spell_duration

_NARROWEST: Final = 40
_WIDEST: Final = 100
_LEAST_TITLE: Final = 20


def render_comparison(grades: Sequence[Grade], *, width: int = 80) -> str:
    """Two tables, ending without a newline: submissions by what they got and used, properties by submission.

    Args:
        grades: Of one challenge, already redacted to what their reader may see; one at least.
        width: Columns of the terminal.
    """
    width = min(max(width, _NARROWEST), _WIDEST)
    sections = [f"{grades[0].challenge} · {len(grades)} submissions", *_submissions(grades, width)]
    sections += _properties(grades, width)
    return "\n\n".join(sections)


def _submissions(grades: Sequence[Grade], width: int) -> Iterator[str]:
    room = max(10, width - 48)
    lines = [f"  {'':2}  {'submission':<{room}}  verdict  score       CPU  × ref    memory"]
    for number, grade in enumerate(grades, start=1):
        ratio = grade.runtime.relative_to_reference
        lines.append(
            f"  {number:>2}  {shorten_path(one_line(grade.submission), room):<{room}}  {grade.verdict.short:<7}"
            f"  {grade.score:>5.0%}  {spell_duration(grade.runtime.cpu_seconds):>8}"
            f"  {'' if ratio is None else f'{ratio:.2g}':>5}  {grade.runtime.peak_memory_bytes / 1e6:>5,.0f} MB"
        )
    yield "\n".join(lines)
    for number, grade in enumerate(grades, start=1):
        if grade.message:
            yield f"  {number:>2}  {shorten(one_line(grade.message), width - 6)}"


def _properties(grades: Sequence[Grade], width: int) -> Iterator[str]:
    """The table of properties, if anybody may see them; it has a column for each submission."""
    loaded = [grade for grade in grades if grade.verdict is not Verdict.INVALID_SUBMISSION]
    if not loaded or not loaded[0].properties:
        return
    room = width - 2 - 5 * len(grades)
    if room < _LEAST_TITLE:
        yield "  Too many for a table of properties; judge grade makes a report of many."
        return
    lines = [f"  {'property':<{room}}" + "".join(f"  {number:>3}" for number in range(1, len(grades) + 1))]
    for position, outcome in enumerate(loaded[0].properties):
        marks = (
            Verdict.INVALID_SUBMISSION.short
            if grade.verdict is Verdict.INVALID_SUBMISSION
            else grade.properties[position].verdict.short
            for grade in grades
        )
        lines.append(f"  {shorten(one_line(outcome.title), room):<{room}}" + "".join(f"  {mark:>3}" for mark in marks))
    yield "\n".join(lines)
