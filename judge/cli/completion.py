"""`judge completion`: what a shell needs to complete commands, options, challenges and files."""

from __future__ import annotations

import os
from typing import Final

import click
from click.shell_completion import get_completion_class

from judge.cli.streams import say

VARIABLE: Final = "_JUDGE_COMPLETE"
"""Set by the script below when the shell wants to know how a command line may go on."""

_SHELLS: Final = ("bash", "zsh", "fish")


@click.command(name="completion", short_help="Print the completion script of a shell.")
@click.argument("shell", type=click.Choice(_SHELLS))
def command(shell: str) -> None:
    """Print a script that has SHELL complete judge's commands, options, challenges and files.

    \b
    Examples:
      judge completion bash > ~/.local/share/bash-completion/completions/judge
      judge completion zsh > ~/.zfunc/_judge
      judge completion fish > ~/.config/fish/completions/judge.fish
    """  # noqa: D301  # the escape is click's
    from judge.cli import commands  # noqa: PLC0415  # it is what imports this module

    complete = get_completion_class(shell)
    assert complete is not None  # noqa: S101  # click has had all three since it has had any
    script = complete(commands, {}, "judge", VARIABLE)
    say((script.source_template % script.source_vars()).strip())


def answer_shell() -> int:
    """Print how the command line in the environment may go on, and return the exit status."""
    from click.shell_completion import shell_complete  # noqa: PLC0415

    from judge.cli import commands  # noqa: PLC0415

    return shell_complete(commands, {}, "judge", VARIABLE, os.environ[VARIABLE])
