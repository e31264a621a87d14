"""`judge list`: the challenges there are."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from judge.challenge import Challenge, list_challenges, load_challenge
from judge.cli.streams import color_wanted, is_terminal, say
from judge.errors import ChallengeError, UsageError
from judge.report.text import one_line


@click.command(name="list", short_help="List the challenges.")
@click.argument("folder", default="challenges")
def command(folder: str) -> int:
    """List the challenges in FOLDER, by default ./challenges: name, title and tags.

    An invalid challenge is reported on standard error, and makes the exit status 2.

    \b
    Example:
      judge list
    """  # noqa: D301  # the escape is click's
    folders = list_challenges(Path(folder))
    if not folders:
        raise UsageError(
            f"there are no challenges in {folder}; run this where a folder 'challenges' is, or name the folder"
        )
    width = max(len(path.name) for path in folders)
    status = 0
    for path in folders:
        try:
            challenge = load_challenge(path)
        except ChallengeError as error:
            say(f"judge: {error}", to_errors=True)
            status = error.exit_status
            continue
        say(_describe(challenge, width))
    return status


def _describe(challenge: Challenge, width: int) -> str:
    """Name, title and tags; on a terminal the tags go below where they would not fit, and are paler than the name."""
    name, title = f"{one_line(challenge.name):<{width}}", one_line(challenge.title)
    tags = one_line(f"[{', '.join(challenge.tags)}]") if challenge.tags else ""
    before = "  "
    if is_terminal(sys.stdout):
        import shutil  # noqa: PLC0415  # a list into a pipe starts without it

        if len(f"{name}  {title}  {tags}") > shutil.get_terminal_size().columns:
            before = f"\n{'':<{width}}  "
    if color_wanted():
        name, tags = click.style(name, bold=True), click.style(tags, dim=True)
    return f"{name}  {title}" + (before + tags if challenge.tags else "")
