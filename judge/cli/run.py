"""`judge run`: judge one submission and report."""

from __future__ import annotations

import contextlib
import gc
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import click

from judge.challenge import find_challenge, load_challenge
from judge.cli.parameters import ChallengeName, FilePath
from judge.cli.remembering import remember
from judge.cli.streams import color_wanted, progress_line, say_report
from judge.errors import UsageError
from judge.model import Feedback, Grade, Verdict
from judge.sandbox.levels import LAYERS, IsolationPolicy

_EXIT_STATUS: Final = {Verdict.ACCEPTED: 0, Verdict.JUDGE_ERROR: 3}
_NOT_ACCEPTED: Final = 1


@click.command(name="run", short_help="Judge one submission.")
@click.argument("challenge", type=ChallengeName())
@click.argument("submissions", metavar="SUBMISSION...", type=FilePath(), nargs=-1, required=True)
@click.option("--format", "format_name", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--output", metavar="FILE", help="Write the report to FILE instead of standard output.")
@click.option(
    "--seed",
    metavar="N",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="Decides what the hidden tests generate.",
)
@click.option(
    "--feedback",
    type=click.Choice([level.value for level in Feedback]),
    help="How much the report shows.  [default: the challenge's own policy]",
)
@click.option(
    "--isolation",
    type=click.Choice([policy.value for policy in IsolationPolicy]),
    default=IsolationPolicy.BEST_EFFORT.value,
    show_default=True,
    help="Whether to refuse where isolation is weaker than 'strong'.",
)
@click.option("--no-history", is_flag=True, help="Do not enter the result in the history.")
@click.option("--without", multiple=True, type=click.Choice(LAYERS), hidden=True)  # for tests of the layers
def command(
    challenge: str,
    submissions: tuple[str, ...],
    format_name: str,
    output: str | None,
    seed: int,
    feedback: str | None,
    isolation: str,
    without: tuple[str, ...],
    *,
    no_history: bool,
) -> int:
    """Judge SUBMISSION, a Python file or - for standard input, against CHALLENGE.

    CHALLENGE is a challenge folder, or the bare name of one below ./challenges. Several submissions are compared.

    Exit status: 0 all accepted, 1 not accepted, 2 usage error or invalid challenge, 3 the judge could not do its work.

    \b
    Examples:
      judge run challenges/primes my_solution.py
      judge run primes - --format json < my_solution.py
      judge run primes first.py second.py
    """  # noqa: D301  # the escape is click's
    loaded = load_challenge(find_challenge(challenge))
    if output is not None:
        _check_writable(Path(output))
    elif sys.stdout is None:
        raise UsageError("standard output is closed; name a file for the report with --output")
    level = Feedback(feedback) if feedback else loaded.feedback
    policy = IsolationPolicy(isolation)
    if len(submissions) > 1:
        from judge.cli.comparing import compare  # noqa: PLC0415  # only where there is something to compare

        if format_name != "text":
            raise UsageError(f"--format {format_name} is for one submission; judge grade writes results of many")
        grades = compare(
            loaded,
            submissions,
            level,
            seed=seed,
            isolation=policy,
            without=without,
            write=lambda text: _write(text, output),
        )
        remember(*grades, wanted=not no_history)
        return max(_EXIT_STATUS.get(each.verdict, _NOT_ACCEPTED) for each in grades)
    (submission,) = submissions
    with progress_line() as line, _no_collections() as collect_again:
        from judge.grading.grade import grade  # noqa: PLC0415  # after the arguments are known to be good

        def progress(number: int, total: int) -> None:
            if number == 1:  # everything is loaded
                collect_again()
            line.show(f"property {number} of {total} …")

        result = grade(loaded, submission, seed=seed, isolation=policy, without=without, progress=progress)
    shown = _report(result, level, format_name, output)
    remember(shown, wanted=not no_history)
    return _EXIT_STATUS.get(result.verdict, _NOT_ACCEPTED)


@contextlib.contextmanager
def _no_collections() -> Iterator[Callable[[], None]]:
    """Look for no garbage while libraries are loaded, nor later among what they hold: there is none, and looking takes long."""

    def collect_again() -> None:
        gc.freeze()
        gc.enable()

    gc.disable()
    try:
        yield collect_again
    finally:
        gc.enable()


def _report(result: Grade, level: Feedback, format_name: str, output: str | None) -> Grade:
    """Write the report, and give the grade as its reader may see it."""
    from judge.report.feedback import redact  # noqa: PLC0415

    shown = redact(result, level)
    if format_name == "json":
        from judge.report.json import render_json  # noqa: PLC0415

        report = render_json(shown)
    else:
        from judge.report.text import render_text  # noqa: PLC0415

        report = render_text(shown, width=shutil.get_terminal_size().columns, color=output is None and color_wanted())
    _write(report, output)
    return shown


def _write(report: str, output: str | None) -> None:
    if output is None:
        say_report(report)
        return
    try:
        Path(output).write_text(report + "\n", encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        say_report(report)  # so that nothing is lost
        raise UsageError(
            f"{output} cannot be written ({error.strerror}); the report went to standard output"
        ) from error


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
