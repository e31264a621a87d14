"""Arguments that several commands take, and what a shell completes them with."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from judge.challenge import list_challenges
from judge.errors import UsageError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


class ChallengeName(click.ParamType):  # type: ignore[type-arg]  # generic from click 8.2 on only
    """A challenge folder, or the bare name of one below ./challenges; the command finds it."""

    name = "challenge"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG002  # click's signature
        """The names below ./challenges that begin so; folders where none does."""
        from click.shell_completion import CompletionItem  # noqa: PLC0415  # only a shell that asks pays for it

        try:
            known = [folder.name for folder in list_challenges(Path("challenges"))]
        except UsageError:  # not the time to tell
            known = []
        fitting = [CompletionItem(name) for name in known if name.startswith(incomplete)]
        return fitting or [CompletionItem(incomplete, type="dir")]


class FilePath(click.ParamType):  # type: ignore[type-arg]  # likewise
    """A file; whoever opens it says what is wrong with it."""

    name = "file"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG002  # click's signature
        """Files, which the shell knows best."""
        from click.shell_completion import CompletionItem  # noqa: PLC0415  # likewise

        return [CompletionItem(incomplete, type="file")]
