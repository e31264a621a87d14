"""`judge history`: earlier results, and how runtimes have gone."""

from __future__ import annotations

import difflib
import shutil
from pathlib import Path

import click

from judge.cli.parameters import ChallengeName
from judge.cli.streams import say_report
from judge.errors import UsageError
from judge.storage import history_file


@click.command(name="history", short_help="Show earlier results.")
@click.argument("challenge", required=False, type=ChallengeName())
def command(challenge: str | None) -> None:
    """Show what judge run and judge watch have found so far: all challenges, or each attempt at CHALLENGE.

    The history is a file of yours, history.sqlite in $XDG_DATA_HOME/judge, by default ~/.local/share/judge. Delete it to forget
    everything; judge run --no-history leaves a result out, JUDGE_HISTORY=0 in the environment turns it off.

    \b
    Examples:
      judge history
      judge history primes
    """  # noqa: D301  # the escape is click's
    path = history_file()
    if path is None:
        raise UsageError("there is no history: JUDGE_HISTORY=0 turns it off, or the user has no home folder")
    from judge.history import attempts  # noqa: PLC0415  # after the arguments are known to be good
    from judge.report.attempts import render_attempts, render_challenges  # noqa: PLC0415

    found = attempts(path)
    width = shutil.get_terminal_size().columns
    if not found:
        say_report("Nothing yet: judge run and judge watch enter their results here.")
    elif challenge is None:
        say_report(render_challenges(found, width=width))
    else:
        name = Path(challenge).resolve().name
        of_it = [attempt for attempt in found if attempt.challenge == name]
        if not of_it:
            known = sorted({attempt.challenge for attempt in found})
            near = difflib.get_close_matches(name, known, n=1)
            hint = f"did you mean {near[0]}?" if near else f"there are some at {', '.join(known)}"
            raise UsageError(f"no attempt at {name} so far; {hint}")
        say_report(render_attempts(of_it, width=width))
