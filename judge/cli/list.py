"""`judge list`: the challenges there are."""

from __future__ import annotations

from pathlib import Path

import click

from judge.challenge import list_challenges, load_challenge
from judge.cli.streams import say
from judge.errors import ChallengeError, UsageError


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
        tags = f"  [{', '.join(challenge.tags)}]" if challenge.tags else ""
        say(f"{challenge.name:<{width}}  {challenge.title}{tags}")
    return status
