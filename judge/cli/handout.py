"""`judge handout`: what candidates may have of challenges, and nothing else; or the autograder for a service."""

from __future__ import annotations

from pathlib import Path

import click

from judge.challenge import find_challenge
from judge.cli.parameters import ChallengeName
from judge.cli.streams import say


@click.command(name="handout", short_help="Make what candidates may have: statement, starter, examples.")
@click.argument("challenges", type=ChallengeName(), nargs=-1, required=True, metavar="CHALLENGE...")
@click.option(
    "--for",
    "reader",
    type=click.Choice(["candidates", "gradescope"]),
    default="candidates",
    show_default=True,
    help="Who gets it.",
)
@click.option(
    "--output", required=True, metavar="DIR|ZIP", help="A new folder, or a new ZIP file if the name ends in .zip."
)
def command(challenges: tuple[str, ...], reader: str, output: str) -> None:
    """Make a handout of each CHALLENGE, a challenge folder or the bare name of one below ./challenges.

    It holds the statement as Markdown and as HTML, the starter, and the statement's examples as tests that run with plain
    pytest. Of a challenge's files only spec.md, starter.py and challenge.toml are opened, so nothing else can be in it.

    For gradescope it is the autograder to upload there: the judge, one CHALLENGE with all that is hidden, a set-up script and
    a runner. It is not for candidates.

    \b
    Examples:
      judge handout primes flatten --output handout.zip
      judge handout challenges/primes --output for_candidates
      judge handout primes --for gradescope --output autograder.zip
    """  # noqa: D301  # the escape is click's
    from judge.package.handout import write_handout  # noqa: PLC0415  # after the arguments are known to be good

    folders = [find_challenge(challenge) for challenge in challenges]
    if reader == "gradescope":
        from judge.package.gradescope import write_autograder  # noqa: PLC0415

        names = write_autograder(folders, Path(output))
    else:
        names = write_handout(folders, Path(output))
    say(f"Made {output}:")
    for name in names:
        say(f"  {name}")
