"""The report of a verification for people: what was checked with its figures, the kill matrix, inputs, survivors, problems."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Final

from judge.model import Verdict
from judge.package.verification import Problem, PropertyRow, SubmissionRow, Verification
from judge.report.text import printable

_NARROWEST: Final = 60
_WIDEST: Final = 120
_RESET: Final = "\x1b[0m"
_STYLES: Final = {"good": "\x1b[1;32m", "bad": "\x1b[1;31m", "odd": "\x1b[1;33m", "bold": "\x1b[1m"}
_LETTERS: Final = {
    Verdict.ACCEPTED: "·",
    Verdict.WRONG_ANSWER: "W",
    Verdict.TIME_LIMIT_EXCEEDED: "T",
    Verdict.MEMORY_LIMIT_EXCEEDED: "M",
    Verdict.OUTPUT_LIMIT_EXCEEDED: "O",
    Verdict.RUNTIME_ERROR: "R",
    Verdict.INVALID_SUBMISSION: "C",
    Verdict.JUDGE_ERROR: "J",
}
_LEGEND: Final = "· holds, W wrong answer, T time, M memory, O output, R runtime error"


def render_text(found: Verification, *, width: int = 100, color: bool = False) -> str:
    """The report of one challenge, ending without a newline.

    Args:
        found: What the verification found.
        width: Columns of the terminal.
        color: Whether to use ANSI colours.
    """
    width = min(max(width, _NARROWEST), _WIDEST)
    sections = [
        [_headline(found, color=color)],
        _checks(found, width),
        _matrix(found, width),
        _inputs(found, width),
        _marked(found, width),
        _survivors(found),
        _problems(found, width, color=color),
    ]
    lines = [line for section in sections if section for line in [*section, ""]]
    return "\n".join(line.rstrip() for line in lines).rstrip()


def summarise(verifications: list[Verification]) -> str:
    """The last line: how many challenges are valid, and which are not."""
    invalid = [found.name for found in verifications if not found.is_valid]
    good = f"{len(verifications) - len(invalid)} of {len(verifications)} challenges valid"
    return f"{good}; not valid: {', '.join(invalid)}" if invalid else good


def describe_problem(problem: Problem) -> str:
    """A problem in one line that editors understand: file, line, what."""
    return f"{problem.path}:{problem.line}: {problem.check}: {' '.join(problem.message.split())}"


def _headline(found: Verification, *, color: bool) -> str:
    word, style = ("VALID", "good") if found.is_valid else ("INVALID", "bad")
    return f"{_paint(word, style, color=color)}  {found.name} · {found.seconds:.1f} s"


def _paint(text: str, style: str, *, color: bool) -> str:
    return f"{_STYLES[style]}{text}{_RESET}" if color else text


def _checks(found: Verification, width: int) -> list[str]:
    bad = {problem.check for problem in found.problems if problem.is_error}
    lines = []
    for check, figures in found.checks.items():
        mark = "✗" if check in bad else "✓"
        lines += _hang(f"{mark} {check.replace('_', ' '):<14}", printable(figures), width)
    return lines


def _hang(label: str, text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, initial_indent=f"{label} ", subsequent_indent=" " * (len(label) + 1)) or [label]


def _matrix(found: Verification, width: int) -> list[str]:
    rows = [row for row in found.submissions if row.expected != Verdict.ACCEPTED]
    if not rows or not found.properties:
        return []
    names = [row.name for row in found.properties]
    numbers = " ".join(f"{number:>2}" for number in range(1, len(names) + 1))
    label_width = max(10, min(max(len(row.name) for row in rows), width - len(numbers) - 4))
    lines = [f"Kill matrix: what each property makes of each submission that must be rejected ({_LEGEND})."]
    for number, row in enumerate(found.properties, start=1):
        kills = f"{row.rejected} submissions, {row.rejected_mutants} mutants"
        lines.append(f"  {number:>2} {row.name} ({kills})")
    lines += ["", f"  {'':<{label_width}}  {numbers}"]
    lines += [f"  {_clip(row.name, label_width):<{label_width}}  {_cells(row, names)}" for row in rows]
    return lines


def _cells(row: SubmissionRow, names: list[str]) -> str:
    if row.verdict is Verdict.INVALID_SUBMISSION:
        return " C (cannot be loaded)"
    verdicts = dict(row.by_property)
    return " ".join(f"{_LETTERS[verdicts[name]] if name in verdicts else ' ':>2}" for name in names)


def _inputs(found: Verification, width: int) -> list[str]:
    if not found.properties:
        return []
    lines = [
        "Inputs of one run: calls, different ones, share with an edge case (empty, single, 0, 1, -1), turned away by assume()."
    ]
    for row in found.properties:
        figures = f"{row.calls:>7,} {row.distinct:>6,} {row.edge_share:>5.0%} {row.assumed_away:>5.0%}"
        lines.append(f"  {figures}  {row.name}{' (generated)' if row.is_generated else ''}")
        lines += textwrap.wrap(printable(row.inputs), width, initial_indent=" " * 30, subsequent_indent=" " * 30)
    return lines


def _marked(found: Verification, width: int) -> list[str]:
    if found.mutation is None or not found.mutation.marked:
        return []
    lines = ["Mutants marked as equivalent:"]
    for row in found.mutation.marked:
        lines += _hang(
            f"  line {row.line}:", printable(f"{_join(row.original)} → {_join(row.mutated)}: {row.reason}"), width
        )
    return lines


def _survivors(found: Verification) -> list[str]:
    if found.mutation is None or not found.mutation.survivors:
        return []
    lines = ["Surviving mutants, each with the mark to paste into challenge.toml if it is equivalent:"]
    for row in found.mutation.survivors:
        lines += ["", *(f"  {line}" for line in printable(row.diff).splitlines())]
    return lines


def _problems(found: Verification, width: int, *, color: bool) -> list[str]:
    lines: list[str] = []
    for problem in found.problems:
        mark = _paint("✗", "bad", color=color) if problem.is_error else _paint("!", "odd", color=color)
        text = textwrap.wrap(
            printable(describe_problem(problem)), width - 2, break_long_words=False, break_on_hyphens=False
        )
        lines += [f"{mark} {text[0]}", *(f"  {line}" for line in text[1:])]
    return lines


def _join(lines: str) -> str:
    return " ⏎ ".join(lines.splitlines()) or "nothing"


def _clip(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}…"


def iterate_problems(verifications: list[Verification]) -> Iterator[tuple[Verification, Problem]]:
    """All problems with the verification they belong to, errors first."""
    pairs = [(found, problem) for found in verifications for problem in found.problems]
    yield from sorted(pairs, key=lambda pair: not pair[1].is_error)
