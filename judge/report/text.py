"""The report for people at a terminal: verdict first, then what failed and why, then everything that ran.

All text that a submission controls goes through `printable`, so that it can neither move the cursor nor colour the screen.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterator
from typing import Final

from judge.model import CLOSE_TO_LIMIT, Cause, Grade, Outcome, Runtime, Verdict
from judge.report.runtime import curve, describe_timing, plot_timing, reference_curve

_NARROWEST: Final = 40
_WIDEST: Final = 100
_SHOWN_CHARACTERS: Final = 500
_CALL_CHARACTERS: Final = 3_000
_SHOWN_LINES: Final = 20
AS_IT_STANDS: Final = {"drawn", "property"}
"""Labels of texts whose lines are a plot's or a program's."""

_WORKFLOW_COMMAND: Final = re.compile(r"(?:^\s*(?P<new>:):|(?P<old>#)#\[)")
"""What a log of GitHub Actions would obey: two colons at the beginning of a line, `##[` anywhere in it."""

_RESET: Final = "\x1b[0m"
_STYLES: Final = {
    "good": "\x1b[1;32m",
    "bad": "\x1b[1;31m",
    "odd": "\x1b[1;33m",
    "bold": "\x1b[1m",
    "dim": "\x1b[2m",
}
_IN_ASCII: Final = str.maketrans(
    {
        "·": "|",
        "✓": "+",
        "✗": "x",
        "…": "...",
        "→": "->",
        "⏎": "/",
        "×": "x",
        "√": "sqrt ",
        "²": "^2",
        "³": "^3",
        "ⁿ": "^n",
        "µ": "u",
        "█": "#",
        "▌": "#",
    }
)  # the multiplication sign is meant
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
        _headline(grade, width, paint),
        *_failures(grade, width, paint),
        _table(grade, width, paint),
        *_runtime(grade, width, paint),
        *_output(grade, width, paint),
        _footer(grade, width, paint),
    ]
    report = "\n\n".join(section for section in sections if section)
    return "\n".join(_WORKFLOW_COMMAND.sub(_escape_first, line.rstrip()) for line in report.splitlines())


def _escape_first(command: re.Match[str]) -> str:
    """A command with its first sign escaped as source text has it, so that a string in which it stands is the same."""
    text, sign = command[0], command["new"] or command["old"]
    return text.replace(sign, f"\\x{ord(sign):x}", 1)


def spell_in_ascii(report: str) -> str:
    """The report with the judge's own symbols replaced, for terminals that have ASCII only."""
    return report.translate(_IN_ASCII)


def describe_outcome(outcome: Outcome) -> str:
    """Why a property does not hold, in a few lines: the call, what came back, what was expected."""
    return "\n".join([*_explain(outcome, _WIDEST), *_frames(outcome)])


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


def _headline(grade: Grade, width: int, paint: _Paint) -> str:
    verdict = paint(grade.verdict.value.replace("_", " ").upper(), _style(grade.verdict))
    lines = [f"{verdict}  {grade.challenge} · {one_line(grade.submission)}"]
    for paragraph in grade.message.splitlines():
        lines += _wrap(_clip(printable(paragraph)), width)
    if grade.verdict is Verdict.JUDGE_ERROR:
        lines += _wrap("This is not the submission's fault, and does not count against it.", width)
    return "\n".join(lines)


def _failures(grade: Grade, width: int, paint: _Paint) -> Iterator[str]:
    tracebacks: list[list[str]] = []
    for outcome in grade.properties:
        if outcome.verdict is Verdict.INVALID_SUBMISSION and grade.verdict is Verdict.INVALID_SUBMISSION:
            if not tracebacks:  # it fails every property in the same way, which the headline has said
                tracebacks.append(_frames(outcome))
                yield from ("\n".join(f"    {line}" for line in lines) for lines in tracebacks if lines)
        elif outcome.verdict not in {Verdict.ACCEPTED, Verdict.JUDGE_ERROR}:
            if outcome.counterexample is None and grade.message:
                continue  # it was never called, and the headline has said why
            first, *rest = _wrap(one_line(outcome.title), width - 2)
            heading = [paint("✗ ", "bad") + paint(first, "bold"), *(f"  {line}" for line in rest)]
            frames = _frames(outcome)
            if frames in tracebacks and frames:
                frames = ["(by the same lines as above)"]
            else:
                tracebacks.append(frames)
            yield "\n".join([*heading, *(f"    {line}" for line in [*_explain(outcome, width - 4), *frames])])


def _explain(outcome: Outcome, width: int) -> list[str]:
    """The call and what came of it, each part behind its label."""
    lines = []
    if outcome.counterexample is None:
        lines.append(str(outcome.cause or outcome.verdict).replace("_", " "))
    for label, text in evidence(outcome):
        if label == "call":
            lines += _clip(printable(text), _CALL_CHARACTERS).splitlines()
        elif label != "traceback":
            lines += _labelled(label, text, width)
    return lines


def evidence(outcome: Outcome) -> list[tuple[str, str]]:
    """What there is to say of a property that does not hold: labels, and texts that are not escaped yet."""
    parts: list[tuple[str, str]] = []
    found = outcome.counterexample
    if found is not None:
        parts.append(("call", found.call))
        parts += [(label, text) for label, text in (("returned", found.returned), ("raised", found.raised)) if text]
        label, _, rest = found.message.partition(" ")
        if label == "expected" and rest:
            parts.append(("expected", rest))
        elif found.message and outcome.cause is not Cause.EXCEPTION:  # where none is expected, "raised" says it all
            parts.append(("because", found.message))
        parts += found.details
    parts += [(label, text) for label, text in (("hint", outcome.hint), ("property", outcome.source)) if text]
    return [*parts, ("traceback", found.traceback)] if found and found.traceback else parts


def _labelled(label: str, text: str, width: int) -> list[str]:
    if label in AS_IT_STANDS:
        lines = _clip_lines(text) or [""]
    else:
        lines = [part for line in _clip(printable(text)).splitlines() for part in _wrap(line, width - 10)] or [""]
    return [f"{label:<8}  {lines[0]}".rstrip(), *(" " * 10 + line for line in lines[1:])]


def _frames(outcome: Outcome) -> list[str]:
    """The traceback without its last lines, if they only repeat what was raised."""
    counterexample = outcome.counterexample
    if counterexample is None:
        return []
    text = counterexample.traceback.rstrip("\n")
    return _clip_lines(text.removesuffix(counterexample.raised or "").rstrip("\n"))


def one_line(text: str) -> str:
    """The text with line ends escaped too, for where a second line could pass for the report's own."""
    return printable(text).replace("\n", "\\n").replace("\t", "\\t")


def _wrap(text: str, width: int) -> list[str]:
    """The text in lines of the width, broken at spaces where there are any, and nothing of it changed."""
    wrapper = textwrap.TextWrapper(width, replace_whitespace=False, drop_whitespace=True, break_on_hyphens=False)
    return wrapper.wrap(text) or [""]


def _clip(text: str, longest: int = _SHOWN_CHARACTERS) -> str:
    """A long text without its middle; the whole is in the JSON report."""
    if len(text) <= longest:
        return text
    half = longest // 2
    return f"{text[:half]} … {len(text) - 2 * half:,} characters … {text[-half:]}"


def _clip_lines(text: str, longest: int = _SHOWN_CHARACTERS) -> list[str]:
    lines = printable(text).rstrip("\n").splitlines()
    if len(lines) > _SHOWN_LINES:
        half = _SHOWN_LINES // 2
        lines = [*lines[:half], f"… {len(lines) - 2 * half:,} more lines …", *lines[-half:]]
    return [_clip(line, longest) for line in lines]


def _table(grade: Grade, width: int, paint: _Paint) -> str:
    if not grade.properties or grade.verdict is Verdict.INVALID_SUBMISSION:
        return ""
    roomy = width >= 60  # noqa: PLR2004  # narrower terminals show the titles and verdicts only
    room = width - (32 if roomy else 11)
    heading = f"  {'property':<{room}}  verdict" + ("  examples       CPU" if roomy else "")
    rows = [paint(heading.rstrip(), "dim")]
    for outcome in grade.properties:
        first, *more = _wrap(one_line(outcome.title), room)
        verdict = paint(f"{outcome.verdict.short:<7}", _style(outcome.verdict))
        figures = f"  {outcome.examples:>8,}  {spell_duration(outcome.cpu_seconds):>8}" if roomy else ""
        rows.append(f"  {first:<{room}}  {verdict}{figures}".rstrip())
        rows += [f"  {line}" for line in more]
    return "\n".join(rows)


def _runtime(grade: Grade, width: int, paint: _Paint) -> Iterator[str]:
    said = [
        ("close", f"{outcome.time_limit_share:.2f} × its time limit, in the least disturbed run: {outcome.title}")
        for outcome in grade.properties
        if CLOSE_TO_LIMIT[0] < outcome.time_limit_share < CLOSE_TO_LIMIT[1]
    ]
    if grade.runtime.timing is not None:
        said += describe_timing(grade.runtime.timing)
    if not said:
        return
    lines = []
    for label, text in said:
        first, *rest = _wrap(one_line(text), width - 11)
        lines += [f"  {paint(f'{label:<7}', 'dim')}  {first}", *(" " * 11 + line for line in rest)]
    yield "\n".join(lines)
    if grade.runtime.timing is not None:
        timing = grade.runtime.timing
        plot = plot_timing([("r", reference_curve(timing)), ("o", curve(timing))], min(width - 12, 64))
        if plot:
            yield "\n".join(
                ["  CPU time of a call over the size of its input (o: yours, r: the reference, *: both)", *plot]
            )


def _output(grade: Grade, width: int, paint: _Paint) -> Iterator[str]:
    for name, text in (("standard output", grade.output.stdout), ("standard error", grade.output.stderr)):
        if text.strip():
            note = ", cut at the limit" if grade.output.truncated else ""
            yield "\n".join(
                [paint(f"  {name}{note}", "dim"), *(f"  | {line}" for line in _clip_lines(text, 2 * width))]
            )


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
    if runtime.relative_to_reference is not None and runtime.timing is None:
        yield f"{runtime.relative_to_reference:.2g} × the reference's time"  # the multiplication sign is meant
    yield f"{spell_duration(runtime.cpu_seconds)} CPU"
    yield f"{runtime.peak_memory_bytes / 1e6:,.0f} MB"


def spell_duration(seconds: float) -> str:
    """A time in the unit that suits it."""
    if seconds < 0.0995:  # noqa: PLR2004  # below a tenth of a second, milliseconds read better
        return f"{seconds * 1000:.1f} ms" if seconds < 0.00995 else f"{seconds * 1000:.0f} ms"  # noqa: PLR2004
    return f"{seconds:.2f} s"


def shorten(text: str, room: int) -> str:
    """The text in so many columns, without its end if need be."""
    return text if len(text) <= room else f"{text[: room - 1]}…"


def shorten_path(text: str, room: int) -> str:
    """The end of a path, in so many columns."""
    return text if len(text) <= room else f"…{text[len(text) - room + 1 :]}"
