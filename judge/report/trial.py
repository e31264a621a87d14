"""The report of a trial: which examples of the statement hold. No verdict, because no hidden test ran."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from judge.model import Grade, Verdict
from judge.report.text import describe_outcome, one_line, printable, render_text

_SHOWN_LINES: Final = 20
_NOT_ABOUT_EXAMPLES: Final = {Verdict.INVALID_SUBMISSION, Verdict.JUDGE_ERROR}


def render_trial(grade: Grade, examples: Sequence[str], *, width: int = 80, color: bool = False) -> str:
    """The whole report, ending without a newline.

    Args:
        grade: Of the examples, which are its only property.
        examples: The sources of the examples, in order.
        width: Columns of the terminal.
        color: Whether to use ANSI colours.
    """
    if grade.verdict in _NOT_ABOUT_EXAMPLES or not grade.properties:
        return render_text(grade, width=width, color=color)
    (outcome,) = grade.properties
    held = outcome.examples - (outcome.verdict is not Verdict.ACCEPTED)
    lines = [f"{held} of {len(examples)} examples hold  {grade.challenge} · {one_line(grade.submission)}", ""]
    for position, source in enumerate(examples):
        lines.append(f"{'✓' if position < held else '✗' if position == held else ' '} {one_line(source)}")
        if position == held:
            lines += [f"    {line}" for line in describe_outcome(outcome).splitlines()]
    lines += _printed(grade)
    return "\n".join(lines)


def _printed(grade: Grade) -> Iterator[str]:
    for name, text in (("standard output", grade.output.stdout), ("standard error", grade.output.stderr)):
        lines = printable(text).splitlines()
        if lines:
            more = len(lines) - _SHOWN_LINES
            yield from ("", f"  {name}")
            yield from (f"  | {line}" for line in lines[:_SHOWN_LINES])
            yield from [f"  … {more:,} more lines"] if more > 0 else []
