"""`judge show`: what a candidate needs to know of a challenge."""

from __future__ import annotations

import shutil
import sys

import click

from judge.challenge import find_challenge, load_challenge
from judge.cli.parameters import ChallengeName
from judge.cli.streams import color_wanted, is_terminal, say
from judge.errors import ChallengeError


@click.command(name="show", short_help="Show a challenge's statement and limits.")
@click.argument("challenge", type=ChallengeName())
def command(challenge: str) -> None:
    """Show the statement of CHALLENGE, its limits and where to start. Nothing of the hidden tests is shown.

    On a terminal the statement is laid out to be read; elsewhere it is the Markdown as it was written.

    \b
    Example:
      judge show primes
    """  # noqa: D301  # the escape is click's
    from judge.package.verify.certificate import describe_certificate, read_certificate  # noqa: PLC0415  # not for --help

    loaded = load_challenge(find_challenge(challenge))
    try:
        statement = loaded.spec.read_text("utf-8").rstrip()
    except (OSError, UnicodeDecodeError) as error:
        raise ChallengeError(f"{loaded.spec}: cannot be read: {error}") from error
    limits = loaded.limits
    say(_lay_out(statement))
    say("")
    say(f"Entry point   {loaded.entry_point}")
    starter = loaded.folder / "starter.py"
    if starter.is_file():
        say(f"Start from    {starter}")
    say(
        f"Limits        {limits.cpu_seconds_per_call:g} s of CPU time per call, {limits.cpu_seconds:g} s in all, "
        f"{limits.memory_bytes / 1e6:,.0f} MB of memory, {limits.output_bytes / 1e6:,.1f} MB of output"
    )
    if certificate := read_certificate(loaded):
        stale = "" if certificate["challenge"]["digest"] == loaded.digest else " (of an earlier version)"
        say(f"Certificate   {describe_certificate(certificate)}{stale}")
    if loaded.tags:
        say(f"Tags          {', '.join(loaded.tags)}")
    if loaded.credits:
        say(f"Credits       {loaded.credits}")


def _lay_out(statement: str) -> str:
    """The statement as it is shown: laid out where there is a terminal that has the characters for it."""
    if not is_terminal(sys.stdout) or (sys.stdout.encoding or "").lower().replace("-", "") != "utf8":
        return statement
    from judge.report.markdown import render_markdown  # noqa: PLC0415  # imports rich, for terminals only

    return render_markdown(statement, width=shutil.get_terminal_size().columns, color=color_wanted())
