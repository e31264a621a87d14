"""Where reports go, each in its format: standard output, and any number of files."""

from __future__ import annotations

import difflib
import importlib
import os
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from judge.cli.streams import color_wanted, say, say_report
from judge.errors import JudgeError, UsageError
from judge.model import Feedback, Grade

FORMATS: Final = ("text", "json", "jsonl", "junit", "gradescope", "classroom50", "github", "html")


@dataclass(frozen=True, slots=True)
class Output:
    """A report to make: its format, and its file, None for standard output."""

    format_name: str
    path: Path | None


def plan_outputs(format_name: str, outputs: Sequence[str], formats: Sequence[str] = FORMATS) -> list[Output]:
    """What `--format` and `--output` ask for, found out to be possible as far as that can be before the work is done.

    Args:
        format_name: The format of standard output, and of files without one of their own.
        outputs: `FILE` or `FORMAT:FILE`.
        formats: Those that there are.

    Returns:
        The files, and first of all standard output, unless a `FILE` takes its place.

    Raises:
        UsageError: A file cannot be written, or a report cannot be made here.
    """
    named = [(_format_in(output, formats), output) for output in outputs]
    planned = [
        Output(prefix or format_name, Path(output[len(prefix) + 1 :] if prefix else output)) for prefix, output in named
    ]
    if all(prefix for prefix, _ in named):
        if sys.stdout is None:
            raise UsageError("standard output is closed; name a file for the report with --output")
        planned.insert(0, Output(format_name, None))
    paths = [output.path for output in planned if output.path is not None]
    for path in paths:
        _check_writable(path)
        if paths.count(path) > 1 and (path.is_file() or not path.exists()):  # not for a device such as /dev/null
            raise UsageError(f"{path} is named by two --output; each report needs a file of its own")
    if any(output.format_name == "classroom50" for output in planned):
        from judge.report.classroom50 import check_environment  # noqa: PLC0415

        check_environment(os.environ)
    return planned


def _format_in(output: str, formats: Sequence[str]) -> str:
    """The format that `FORMAT:FILE` names; empty if it is a plain `FILE`."""
    if output in formats:
        raise UsageError(f"--output {output} names no file; write {output}:FILE (a file of that name is ./{output})")
    prefix, colon, file = output.partition(":")
    if not colon or "/" in prefix:
        return ""
    if prefix not in formats:
        near = difflib.get_close_matches(prefix, formats, n=1)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(formats)}"
        raise UsageError(f"--output {output}: no format {prefix!r}; {hint} (a file of that name is ./{output})")
    if not file:
        raise UsageError(f"--output {output} names no file; write {prefix}:FILE")
    return prefix


def write_outputs(planned: Sequence[Output], grade: Grade, level: Feedback) -> None:
    """Make all reports of a grade.

    Raises:
        UsageError: A file could not be written. All others are, and its report is on standard output if nothing else is.
        JudgeError: There can be no report in one of the formats, since the judge is at fault.
    """
    failures: list[JudgeError] = []
    printed = any(output.path is None for output in planned)
    for output in planned:
        try:
            report = _render(output, grade, level)
        except JudgeError as error:
            failures.append(error)
            continue
        if output.path is None:
            say_report(report)
            continue
        try:
            output.path.write_text(report + "\n", encoding="utf-8", errors="backslashreplace")
        except OSError as error:
            lost = ""
            if not printed:
                say_report(report)  # so that nothing is lost
                printed, lost = True, "; the report went to standard output"
            failures.append(UsageError(f"{output.path} cannot be written ({error.strerror}){lost}"))
    if failures:
        raise type(failures[0])("; ".join(map(str, failures)))


def write_plain(planned: Sequence[Output], report: str) -> None:
    """Write one text wherever a report is wanted.

    Raises:
        UsageError: A file cannot be written; its text is on standard output.
    """
    for output in planned:
        if output.path is None:
            say_report(report)
            continue
        try:
            output.path.write_text(report + "\n", encoding="utf-8", errors="backslashreplace")
        except OSError as error:
            say_report(report)  # so that nothing is lost
            what = f"{output.path} cannot be written ({error.strerror}); the report went to standard output"
            raise UsageError(what) from error


def _render(output: Output, grade: Grade, level: Feedback) -> str:
    """A report in its format, whose module is imported only now: a run needs few of them."""
    from judge.report.feedback import redact  # noqa: PLC0415

    name, shown = output.format_name, redact(grade, level)
    module = importlib.import_module(f"judge.report.{name}")
    if name == "github":
        write_step_summary(module.render_step_summary(shown))
    render: Callable[..., str] = getattr(module, f"render_{name}")
    match name:
        case "text":
            return render(shown, width=shutil.get_terminal_size().columns, color=output.path is None and color_wanted())
        case "gradescope":
            return render(grade, level)  # it has two readers
        case "classroom50":
            return render(shown, os.environ)
        case _:
            return render(shown)


def write_step_summary(text: str) -> None:
    """Append to the summary of a GitHub Actions step, if this is one."""
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if summary:
        try:
            with Path(summary).open("a", encoding="utf-8", errors="backslashreplace") as file:
                file.write(text)
        except OSError as error:  # what was found counts all the same
            say(f"judge: the summary of the step cannot be written: {summary}: {error.strerror}", to_errors=True)


def _check_writable(path: Path) -> None:
    """Find out before the work is done, not after."""
    try:
        if path.is_dir():
            raise UsageError(f"{path} is a folder; name a file to write the report to")
        if not path.parent.is_dir():
            raise UsageError(f"{path} cannot be written: there is no folder {path.parent}")
        if not os.access(path if path.exists() else path.parent, os.W_OK):
            raise UsageError(f"{path} cannot be written: permission denied")
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from error
