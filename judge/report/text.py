"""The report for people at a terminal: verdict first, then what failed and why, then everything that ran.

All text that a submission controls goes through `printable`, so that it can neither move the cursor nor colour the screen.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator
from typing import Final

from judge.model import Cause, Grade, Outcome, Runtime, Verdict

_NARROWEST: Final = 40
_WIDEST: Final = 100
_SHOWN_CHARACTERS: Final = 600
_SHOWN_LINES: Final = 20
_RESET: Final = "\x1b[0m"
_STYLES: Final = {
    "good": "\x1b[1;32m",
    "bad": "\x1b[1;31m",
    "odd": "\x1b[1;33m",
    "bold": "\x1b[1m",
    "dim": "\x1b[2m",
}
_Paint = Callable[[str, str], str]


def render_text(grade: Grade, *, width: int = 80, color: bool = False) -> str:
    """The whole report, ending without a newline.

    Args:
        grade: The grade, already redacted to what its reader may see.
        width: Columns of the terminal.
        color: Whether to use ANSI colours.
    """
    width = min(max(width, _NARROWEST), _WIDEST)

    def paint(text: str, style: str) -> str:
        return f"{_STYLES[style]}{text}{_RESET}" if color else text

    sections = [
        _headline(grade, paint),
        *_failures(grade, width, paint),
        _table(grade, width, paint),
        *_output(grade, paint),
        _footer(grade, width, paint),
    ]
    return "\n\n".join(section for section in sections if section)


def describe_outcome(outcome: Outcome) -> str:
    """Why a property does not hold, in a few lines: the call, what came back, what was expected."""
    return "\n".join(_explain(outcome))


def printable(text: str) -> str:
    """The text with everything but printable characters, newlines and tabs escaped."""
    return "".join(
        character
        if character.isprintable() or character in "\n\t"
        else character.encode("unicode_escape").decode("ascii")
        for character in text
    )


def _style(verdict: Verdict) -> str:
    return {Verdict.ACCEPTED: "good", Verdict.JUDGE_ERROR: "odd"}.get(verdict, "bad")


def _headline(grade: Grade, paint: _Paint) -> str:
    verdict = paint(grade.verdict.value.replace("_", " ").upper(), _style(grade.verdict))
    line = f"{verdict}  {grade.challenge} · {printable(grade.submission)}"
    if grade.message:
        line += "\n" + printable(grade.message)
    if grade.verdict is Verdict.JUDGE_ERROR:
        line += "\nThis is not the submission's fault, and does not count against it."
    return line


def _failures(grade: Grade, width: int, paint: _Paint) -> Iterator[str]:
    shown: list[list[str]] = []
    for outcome in grade.properties:
        if outcome.verdict in {Verdict.ACCEPTED, Verdict.JUDGE_ERROR} or outcome.counterexample is None:
            continue
        explanation = _explain(outcome)
        if explanation in shown:  # a submission that cannot be loaded fails every property in the same way
            continue
        shown.append(explanation)
        unloadable = outcome.verdict is Verdict.INVALID_SUBMISSION
        title = [] if unloadable else textwrap.wrap(printable(outcome.title), width - 2, subsequent_indent="  ")
        lines = explanation[1:] if unloadable else explanation
        if unloadable and not lines:
            continue
        marked = [paint("✗ ", "bad") + paint(title[0], "bold"), *title[1:]] if title else []
        yield "\n".join([*marked, *("    " + line for line in lines)])


def _explain(outcome: Outcome) -> list[str]:
    counterexample = outcome.counterexample
    if counterexample is None:
        return [f"cause: {outcome.cause}" if outcome.cause else outcome.verdict.value]
    lines = [printable(counterexample.call)]
    if outcome.verdict is Verdict.INVALID_SUBMISSION:
        return [*lines, *_clip_lines(counterexample.traceback)]
    if counterexample.returned is not None:
        lines.append(f"returned  {_clip(counterexample.returned)}")
    if counterexample.raised is not None:
        lines.append(f"raised    {_clip(counterexample.raised)}")
    if outcome.cause is Cause.EXCEPTION:  # the traceback says it all
        return [*lines, *_clip_lines(counterexample.traceback)]
    label, _, rest = counterexample.message.partition(" ")
    if label == "expected" and rest:
        lines += _labelled("expected", rest)
    elif counterexample.message:
        lines += _labelled("because", counterexample.message)
    return [*lines, *_clip_lines(counterexample.traceback)]


def _labelled(label: str, text: str) -> list[str]:
    first, *rest = _clip(text).splitlines() or [""]
    return [f"{label:<8}  {first}", *(" " * 10 + line for line in rest)]


def _clip(text: str) -> str:
    """A long text without its middle; the whole is in the JSON report."""
    text = printable(text)
    if len(text) <= _SHOWN_CHARACTERS:
        return text
    half = _SHOWN_CHARACTERS // 2
    return f"{text[:half]} … {len(text) - 2 * half:,} characters … {text[-half:]}"


def _clip_lines(text: str) -> list[str]:
    lines = printable(text).rstrip("\n").splitlines()
    if len(lines) > _SHOWN_LINES:
        half = _SHOWN_LINES // 2
        lines = [*lines[:half], f"… {len(lines) - 2 * half:,} more lines …", *lines[-half:]]
    return [_clip(line) for line in lines]


def _table(grade: Grade, width: int, paint: _Paint) -> str:
    if not grade.properties or grade.verdict is Verdict.INVALID_SUBMISSION:
        return ""
    roomy = width >= 60  # noqa: PLR2004  # narrower terminals show the titles and verdicts only
    room = width - (32 if roomy else 9)
    heading = f"  {'property':<{room}}  verdict" + ("  examples       CPU" if roomy else "")
    rows = [paint(heading.rstrip(), "dim")]
    for outcome in grade.properties:
        first, *more = textwrap.wrap(printable(outcome.title), room) or [""]
        verdict = paint(f"{outcome.verdict.short:<7}", _style(outcome.verdict))
        figures = f"  {outcome.examples:>8,}  {_duration(outcome.cpu_seconds):>8}" if roomy else ""
        rows.append(f"  {first:<{room}}  {verdict}{figures}".rstrip())
        rows += [f"  {line}" for line in more]
    return "\n".join(rows)


def _output(grade: Grade, paint: _Paint) -> Iterator[str]:
    for name, text in (("standard output", grade.output.stdout), ("standard error", grade.output.stderr)):
        if text.strip():
            note = ", cut at the limit" if grade.output.truncated else ""
            yield "\n".join([paint(f"  {name}{note}", "dim"), *(f"  | {line}" for line in _clip_lines(text))])


def _footer(grade: Grade, width: int, paint: _Paint) -> str:
    held = sum(outcome.verdict is Verdict.ACCEPTED for outcome in grade.properties)
    parts = []
    if grade.properties and grade.verdict is not Verdict.INVALID_SUBMISSION:
        parts.append(f"score {grade.score:.0%} ({held} of {len(grade.properties)} properties)")
    parts += _usage(grade.runtime)
    parts.append(f"seed {grade.seed}")
    parts.append(f"isolation {grade.isolation.level}")
    lines = textwrap.wrap(" · ".join(part.replace(" ", "\N{NO-BREAK SPACE}") for part in parts), width - 2)
    return "\n".join(paint(f"  {line}", "dim") for line in lines).replace("\N{NO-BREAK SPACE}", " ")


def _usage(runtime: Runtime) -> Iterator[str]:
    if runtime.relative_to_reference is not None:
        yield f"{runtime.relative_to_reference:.2g} × the reference's time"  # noqa: RUF001  # the multiplication sign is meant
    yield f"{_duration(runtime.cpu_seconds)} CPU"
    yield f"{runtime.peak_memory_bytes / 1e6:,.0f} MB"


def _duration(seconds: float) -> str:
    if seconds < 0.0995:  # noqa: PLR2004  # below a tenth of a second, milliseconds read better
        return f"{seconds * 1000:.1f} ms" if seconds < 0.00995 else f"{seconds * 1000:.0f} ms"  # noqa: PLR2004
    return f"{seconds:.2f} s"
