"""The report of a verification for people: what was checked with its figures, the kill matrix, inputs, survivors, problems."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from judge.model import Verdict
from judge.package.verify.verification import Problem, State, SubmissionRow, Verification
from judge.report.text import printable

_NARROWEST: Final = 72
_WIDEST: Final = 120
_RESET: Final = "\x1b[0m"
_STYLES: Final = {
    "good": "\x1b[1;32m",
    "bad": "\x1b[1;31m",
    "odd": "\x1b[1;33m",
    "bold": "\x1b[1m",
    "dim": "\x1b[2m",
    "added": "\x1b[32m",
    "removed": "\x1b[31m",
}
_MARKS: Final = {State.HOLDS: ("✓", "good"), State.WARNING: ("!", "odd"), State.ERROR: ("✗", "bad")}
_LETTERS: Final = {
    Verdict.ACCEPTED: ("·", "holds"),
    Verdict.WRONG_ANSWER: ("W", "wrong answer"),
    Verdict.RUNTIME_ERROR: ("R", "runtime error"),
    Verdict.TIME_LIMIT_EXCEEDED: ("T", "time limit"),
    Verdict.MEMORY_LIMIT_EXCEEDED: ("M", "memory limit"),
    Verdict.OUTPUT_LIMIT_EXCEEDED: ("O", "output limit"),
    Verdict.INVALID_SUBMISSION: ("C", "cannot be loaded"),
    Verdict.JUDGE_ERROR: ("J", "the test is at fault"),
}
_Paint = Callable[[str, str], str]


def render_text(found: Verification, *, width: int = 100, color: bool = False) -> str:
    """The report of one challenge but for its problems, ending without a newline.

    Args:
        found: What the verification found.
        width: Columns of the terminal.
        color: Whether to use ANSI colours.
    """
    width, paint = _fit(width), _painter(color=color)
    sections = [
        _headline(found, paint),
        _checks(found, width, paint),
        _matrix(found, width, paint),
        _inputs(found, width, paint),
        _marked(found, width, paint),
        _survivors(found, paint),
    ]
    return "\n\n".join("\n".join(section) for section in sections if section)


def render_problems(verifications: Sequence[Verification], *, width: int = 100, color: bool = False) -> str:
    """The problems of all challenges, errors last, where they are seen; empty if there are none."""
    width, paint = _fit(width), _painter(color=color)
    lines = []
    for _, problem in sorted(iterate_problems(verifications), key=lambda pair: pair[1].is_error):
        mark = paint(*_MARKS[State.ERROR if problem.is_error else State.WARNING])
        first, *rest = _wrap(printable(describe_problem(problem)), width - 2)
        lines += [f"{mark} {first}", *(f"  {line}" for line in rest)]
    return "\n".join(lines)


def summarise(verifications: Sequence[Verification]) -> str:
    """How many challenges are valid, and which are not."""
    names = Counter(found.name for found in verifications)
    invalid = [
        found.name if names[found.name] == 1 else str(found.folder) for found in verifications if not found.is_valid
    ]
    good = f"{len(verifications) - len(invalid)} of {len(verifications)} challenges valid"
    return one_line(f"{good}; not valid: {', '.join(invalid)}" if invalid else good)


def one_line(text: str) -> str:
    """A text in which nothing ends the line or moves the cursor."""
    return printable(text).replace("\n", "\\n").replace("\t", "\\t")


def describe_problem(problem: Problem) -> str:
    """A problem in one line that editors understand: file, line, what."""
    return f"{problem.path}:{problem.line}: {problem.check}: {' '.join(problem.message.split())}"


def iterate_problems(verifications: Sequence[Verification]) -> Iterator[tuple[Verification, Problem]]:
    """All problems with the verification they belong to, errors first."""
    pairs = [(found, problem) for found in verifications for problem in found.problems]
    yield from sorted(pairs, key=lambda pair: not pair[1].is_error)


def _fit(width: int) -> int:
    return min(max(width, _NARROWEST), _WIDEST)


def _painter(*, color: bool) -> _Paint:
    return lambda text, style: f"{_STYLES[style]}{text}{_RESET}" if color else text


def _headline(found: Verification, paint: _Paint) -> list[str]:
    word = paint("VALID", "good") if found.is_valid else paint("INVALID", "bad")
    return [f"{word}  {one_line(found.name)} · {found.seconds:.1f} s"]


def _checks(found: Verification, width: int, paint: _Paint) -> list[str]:
    lines = []
    for row in found.rows:
        first, *rest = _wrap(printable(row.figures), width - 17)
        lines.append(f"{paint(*_MARKS[row.state])} {row.name.replace('_', ' '):<14} {first}")
        lines += [f"{'':17}{line}" for line in rest]
    return lines


def _wrap(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False) or [""]


def _matrix(found: Verification, width: int, paint: _Paint) -> list[str]:
    rows = [row for row in found.submissions if row.expected is not Verdict.ACCEPTED]
    if not rows:
        return []
    names = [row.name for row in found.properties]
    label_width = max(len(one_line(name)) for name in names)
    lines = [paint("Kill matrix", "bold"), *_legend(rows, width, paint), ""]
    lines.append(paint(f"     {'':<{label_width}}  submissions  mutants", "dim"))
    for number, each in enumerate(found.properties, start=1):
        kills = f"{each.rejected:>11,}  {each.rejected_mutants:>7,}"
        lines.append(f"  {number:>2} {one_line(each.name):<{label_width}}  {kills}")
    numbers = " ".join(f"{number:>2}" for number in range(1, len(names) + 1))
    label_width = min(max(len(one_line(row.name)) for row in rows), max(width - len(numbers) - 4, 24))
    lines += ["", paint(f"  {'':<{label_width}}  {numbers}", "dim")]
    for row in rows:
        label = f"{_clip(one_line(row.name), label_width):<{label_width}}"
        is_caught = row.verdict is not Verdict.ACCEPTED
        lines.append(f"  {label if is_caught else paint(label, 'bad')}  {_cells(row, names, paint)}".rstrip())
    return lines


def _legend(rows: Sequence[SubmissionRow], width: int, paint: _Paint) -> list[str]:
    """What the letters mean that the matrix has."""
    present = {
        verdict for row in rows if row.verdict is not Verdict.INVALID_SUBMISSION for _, verdict in row.by_property
    }
    parts = [f"{letter} {meaning}" for verdict, (letter, meaning) in _LETTERS.items() if verdict in present]
    text = f"What each property makes of each submission that must be rejected: {', '.join(parts)}."
    return [paint(f"  {line}", "dim") for line in _wrap(text, width - 2)]


def _cells(row: SubmissionRow, names: Sequence[str], paint: _Paint) -> str:
    if row.verdict is Verdict.INVALID_SUBMISSION:
        return f" {_LETTERS[row.verdict][0]}  {paint('cannot be loaded', 'dim')}"
    verdicts = dict(row.by_property)
    letters = [_LETTERS[verdicts[name]][0] if name in verdicts else " " for name in names]
    return " ".join(paint(f"{letter:>2}", "dim") if letter == "·" else f"{letter:>2}" for letter in letters)


def _inputs(found: Verification, width: int, paint: _Paint) -> list[str]:
    if not found.properties:
        return []
    names = [one_line(row.name) for row in found.properties]
    label_width = max(map(len, names))
    lines = [paint("Inputs of one run", "bold")]
    lines.append(paint(f"  {'':<{label_width}}   calls  different  edges  assumed", "dim"))
    for name, row in zip(names, found.properties, strict=True):
        figures = f"{row.calls:>6,}  {row.distinct:>9,}  {row.edge_share:>5.0%}  {row.assumed_away:>7.0%}"
        lines.append(f"  {name:<{label_width}}  {figures}")
        inputs = one_line(f"{'generated · ' if row.is_generated else ''}{row.inputs}")
        lines += [paint(f"    {line}", "dim") for line in _wrap(inputs, width - 4) if line]
    note = "Edges: calls with an argument that is empty, single, 0, 1 or -1. Assumed: turned away by assume()."
    return [*lines, *(paint(f"  {line}", "dim") for line in _wrap(note, width - 2))]


def _marked(found: Verification, width: int, paint: _Paint) -> list[str]:
    if found.mutation is None or not found.mutation.marked:
        return []
    lines = [paint("Mutants marked as equivalent", "bold")]
    for row in found.mutation.marked:
        change = printable(f"line {row.line}: {_join(row.original)} → {_join(row.mutated)}")
        lines += [f"  {line}" for line in _wrap(change, width - 2)]
        lines += [paint(f"    {line}", "dim") for line in _wrap(printable(row.reason), width - 4)]
    return lines


def _survivors(found: Verification, paint: _Paint) -> list[str]:
    """The diffs, then the marks: whoever pastes one wants them together, whoever mends the tests wants none."""
    survivors = found.mutation.survivors if found.mutation else ()
    if not survivors:
        return []
    lines = [paint("Surviving mutants", "bold")]
    for row in survivors:
        lines += [*(f"  {_paint_diff(line, paint)}" for line in printable(row.diff).splitlines()), ""]
    advice = "Add an example that tells them from the reference. For one that no input can tell, challenge.toml takes its mark:"
    lines += [advice, ""]
    for row in survivors:
        lines += [*(f"  {line}" for line in printable(row.mark).splitlines()), ""]
    return lines[:-1]


def _paint_diff(line: str, paint: _Paint) -> str:
    if line.startswith(("---", "+++", "@@")):
        return paint(line, "dim")
    style = {"+": "added", "-": "removed"}.get(line[:1])
    return paint(line, style) if style else line


def _join(lines: str) -> str:
    return " ⏎ ".join(lines.splitlines()) or "nothing"


def _clip(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}…"
