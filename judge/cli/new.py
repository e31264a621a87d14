"""`judge new`: make a challenge folder that is valid as it stands."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

from judge.cli.streams import progress_line, say
from judge.errors import UsageError

T = TypeVar("T")


@click.command(name="new", short_help="Make a new challenge folder.")
@click.argument("slug", required=False)
@click.option(
    "--signature", metavar="TEXT", help="Of the function that candidates write: 'add(a: int, b: int) -> int'."
)
@click.option(
    "--from", "solution", metavar="FILE", help="A solution, which becomes the reference; its signature counts."
)
@click.option(
    "--directory",
    metavar="DIR",
    help="The folder to make it in.  [default: ./challenges where there is one, else this folder]",
)
def command(slug: str | None, signature: str | None, solution: str | None, directory: str | None) -> None:
    """Make a challenge in a new folder SLUG: statement, starter, reference, hidden tests and known-answer submissions.

    All of it is valid as it stands, and is there to be edited. With --from, the statement's examples and the tests follow what
    a solution of yours answers; without it, a small placeholder task stands for yours. What is missing is asked on a terminal.

    \b
    Examples:
      judge new two_sum --from my_solution.py
      judge new add --signature 'add(a: int, b: int) -> int'
    """  # noqa: D301  # the escape is click's
    from judge.package.folder import check_free  # noqa: PLC0415
    from judge.package.new import scaffold  # noqa: PLC0415  # after the arguments are known to be good
    from judge.package.new.signature import EXAMPLE  # noqa: PLC0415

    asks = sys.stdin is not None and sys.stdin.isatty() and sys.stderr is not None and sys.stderr.isatty()
    if slug is None:
        if not asks:
            raise UsageError("name the new challenge: judge new SLUG, such as judge new two_sum")
        slug = _ask("Name of the challenge's folder", None, scaffold.check_slug)
    scaffold.check_slug(slug)
    parent = Path(directory) if directory is not None else Path("challenges") if Path("challenges").is_dir() else Path()
    folder = parent / slug
    check_free(folder)
    if solution is not None:
        made = scaffold.solution_of(Path(solution), slug, signature)
    elif signature is not None:
        made = scaffold.placeholder_of(signature)
    elif asks:
        made = _ask(f"Signature, such as {EXAMPLE}", None, scaffold.placeholder_of)
    else:
        raise UsageError(f"say what candidates write: --signature {EXAMPLE!r}, or --from FILE with a solution of yours")
    title = scaffold.title_of(slug)
    if asks:
        title = _ask("Title", title, scaffold.check_title)
    with progress_line() as line:
        trial = scaffold.write_challenge(folder, title, made, lambda step: line.show(f"{step} …"))
    _report(folder, trial.narrowed_because)


def _ask(question: str, default: str | None, read: Callable[[str], T]) -> T:
    """Ask until the answer is one that can be read."""

    def read_or_explain(text: str) -> T:
        try:
            return read(text)
        except UsageError as error:
            raise click.UsageError(str(error)) from error

    answer: T = click.prompt(question, default=default, value_proc=read_or_explain, err=True)
    return answer


def _report(folder: Path, narrowed_because: str) -> None:
    files = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    say(f"Made {folder}:")
    for name in files:
        say(f"  {name}")
    say("")
    if narrowed_because:
        say(f"Its tests keep to inputs on which the solution does not fail: {narrowed_because}.")
        say("")
    say("Next:")
    say(f"  judge verify {folder}")
    say(f"  judge run {folder} {folder / 'starter.py'}")
    say(f"  $EDITOR {folder / 'notes.md'}   (which says what to change, file by file)")
