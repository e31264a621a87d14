"""`judge watch`: a verdict at each save, from a judge that stays warm."""

from __future__ import annotations

import os
import shutil
import sys
import time
from pathlib import Path
from typing import Final

import click

from judge.challenge import find_challenge, load_challenge
from judge.cli.parameters import ChallengeName, FilePath
from judge.cli.remembering import remember
from judge.cli.streams import color_wanted, flush_output, is_terminal, progress_line, say, say_report
from judge.errors import UsageError
from judge.model import Grade
from judge.report.text import one_line

_SECONDS_BETWEEN_LOOKS: Final = 0.01
"""A look costs a few microseconds, and works on every file system, also where changes are announced to nobody."""

_SECONDS_BETWEEN_LOOKS_WHILE_JUDGING: Final = 0.05
_CLEAR_SCREEN: Final = "\x1b[2J\x1b[H"
_Look = tuple[int, ...]


@click.command(name="watch", short_help="Judge a file at each save.")
@click.argument("challenge", type=ChallengeName())
@click.argument("submission", metavar="FILE", type=FilePath())
@click.option("--no-history", is_flag=True, help="Do not enter the results in the history.")
def command(challenge: str, submission: str, *, no_history: bool) -> None:
    """Judge FILE against CHALLENGE now and again at each save, and say what has changed. Ctrl-C ends it.

    A save while a verdict is being found begins again with what was saved. The challenge itself is read once.

    \b
    Example:
      judge watch primes my_solution.py
    """  # noqa: D301  # the escape is click's
    loaded = load_challenge(find_challenge(challenge))
    file = _WatchedFile(submission)
    from judge.cli.warm_grader import WarmGrader  # noqa: PLC0415  # after the arguments are known to be good
    from judge.report.feedback import redact  # noqa: PLC0415

    before: Grade | None = None
    with WarmGrader(loaded) as grader:
        while True:
            try:
                grader.begin(file.read(), submission)
                while (grade := grader.wait(_SECONDS_BETWEEN_LOOKS_WHILE_JUDGING)) is None and not file.is_changed():
                    pass
            except UsageError as error:  # the file cannot be read for now
                say(f"judge: {one_line(str(error))}", to_errors=True)
            else:
                if grade is not None:
                    after = redact(grade, loaded.feedback)
                    _show(before, after)
                    remember(after, wanted=not no_history)
                    before = after
            with progress_line() as line:
                line.show("waiting for the next save; Ctrl-C ends …")
                file.await_save()


def _show(before: Grade | None, after: Grade) -> None:
    from judge.report.changes import describe_changes  # noqa: PLC0415  # after the arguments are known to be good
    from judge.report.text import render_text  # noqa: PLC0415

    report = render_text(after, width=shutil.get_terminal_size().columns, color=color_wanted())
    if before is not None:
        report += "\n\n" + "\n".join(
            ["Since the last verdict:", *(f"  {line}" for line in describe_changes(before, after))]
        )
    if is_terminal(sys.stdout):
        report = _CLEAR_SCREEN + report
    say_report(report + "\n")
    flush_output()


class _WatchedFile:
    """A file and what it looked like when it was last read.

    Args:
        name: Its path.

    Raises:
        UsageError: There is no such file, or none that can be looked at again and again.
    """

    def __init__(self, name: str) -> None:
        from judge.grading.submission import STANDARD_INPUT, read_submission  # noqa: PLC0415

        if name == STANDARD_INPUT:
            raise UsageError("standard input is never saved again; name a file to watch")
        read_submission(name)
        if not Path(name).is_file():
            raise UsageError(f"{name} is no regular file; judge watch needs one that is saved again and again")
        self._name = name
        self._seen: _Look | None = None

    def read(self) -> bytes:
        """Its content."""
        from judge.grading.submission import read_submission  # noqa: PLC0415

        self._seen = self._look()
        return read_submission(self._name)

    def await_save(self) -> None:
        """Return once it is there, is not what it was, and nobody is writing it just now."""
        before = self._seen
        while True:
            time.sleep(_SECONDS_BETWEEN_LOOKS)
            now = self._look()
            if now is not None and now == before and now != self._seen:
                return
            before = now

    def is_changed(self) -> bool:
        """Whether it is there, and not what was read."""
        return self._look() not in {None, self._seen}

    def _look(self) -> _Look | None:
        """What changes with each save, whether it writes the file or renames another one; None where there is no file."""
        try:
            status = os.stat(self._name)  # noqa: PTH116  # a look is to cost little
        except OSError:
            return None
        return status.st_mtime_ns, status.st_size, status.st_ino
