"""Command lines that somebody may copy, from a page or from a command's help, are ones that judge understands."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from judge.cli import commands

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
NAMES = commands.list_commands(click.Context(commands))


def help_of(name: str) -> str:
    """The help of a command, or of judge itself for no name."""
    group = click.Context(commands, info_name="judge")
    command = commands.get_command(group, name) if name else commands
    assert command is not None
    return command.get_help(click.Context(command, info_name=name or "judge", parent=group if name else None))


def examples(name: str) -> list[str]:
    """The command lines below `Example` in a command's help."""
    below = re.split(r"^ *Examples?:\n", help_of(name), flags=re.MULTILINE)[-1].partition("\n\n")[0]
    return [line.strip() for line in below.splitlines()]


def shown_on_pages() -> list[str]:
    """The command lines of judge on the pages."""
    lines = [line.removeprefix("$ ") for page in PAGES for line in page.read_text("utf-8").splitlines()]
    return sorted({line for line in lines if re.match(r"judge [a-z]+( |$)", line)} - {""})


def understand(line: str) -> None:
    """Parse a command line, whatever a shell makes of the rest of it.

    Raises:
        click.UsageError: It is not understood.
    """
    line = re.sub(r"\$[A-Z_]+", "1", line)  # variables of a job array
    words = shlex.split(re.split(r" [<>|] ", line)[0])[1:]
    group = click.Context(commands, info_name="judge")
    name, command, rest = commands.resolve_command(group, words)
    assert command is not None
    command.make_context(name, rest, parent=group).close()


@pytest.mark.parametrize("name", ["", *NAMES])
def test_help_has_examples(name: str) -> None:
    """Every command's help ends its text with examples of that very command, and all are understood."""
    found = examples(name)
    assert found
    for line in found:
        assert line.startswith(f"judge {name}".strip())
        understand(line)


@pytest.mark.parametrize("line", shown_on_pages())
def test_command_lines_on_pages(line: str) -> None:
    """A command line on a page names a command, options and values that there are."""
    understand(line)


@pytest.mark.parametrize(
    "line",
    ["judge rum primes x.py", "judge run primes", "judge run primes x.py --sed 3", "judge run primes x.py --seed x"],
)
def test_mistakes_would_be_found(line: str) -> None:
    """A wrong command, a missing argument, a wrong option or value is not understood."""
    with pytest.raises(click.UsageError):
        understand(line)
