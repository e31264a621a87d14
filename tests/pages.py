"""Pages of the documentation that are followed to the letter: files to write, commands to run, output that is shown."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.building import clean_environment

BLOCK = re.compile(
    r"(?:^\*\*`(?P<file>[^`\n]+)`\*\*\n\n)?^(?P<fence>`{3,})(?P<language>\w*)\n(?P<body>.*?)^(?P=fence)$",
    re.MULTILINE | re.DOTALL,
)
"""A fenced block, with the file name above it if it has one."""


@dataclass(frozen=True)
class Command:
    """A command of the tutorial with the output shown below it."""

    text: str
    shown: str


def commands_of(body: str) -> Iterator[Command]:
    """The commands of a `console` block."""
    for part in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
        text, _, shown = part.partition("\n")
        yield Command(text, shown)


def shows(shown: str, output: str) -> bool:
    """Whether output is as shown: `…` stands for any text, times differ, and lines may be broken elsewhere."""
    without_times = re.sub(r"\d[\d.]* (m?s)\b", r"… \1", shown.strip())
    pattern = re.sub(r"(\\\s|\s)+", r"\\s+", re.escape(without_times))
    pattern = pattern.replace(r"\s+…\s+", r"\s+(?:.*\s)?").replace("…", ".*?")
    return re.fullmatch(pattern, output.strip(), re.DOTALL) is not None


def follow(page: str, folder: Path, **environment: str) -> None:
    """Write a page's files and run its commands in a folder; whoever reads the page must see what it shows."""
    status = 0
    for block in BLOCK.finditer(page):
        if block["file"]:
            (folder / block["file"]).write_text(block["body"], "utf-8")
            continue
        if block["language"] == "text":  # what ends with its reader only
            continue
        assert block["language"] == "console", "a block is a file to write or commands to run"
        for command in commands_of(block["body"]):
            if command.text != "echo $?":
                assert status == 0, "a command that fails is followed by one that shows it"
            done = subprocess.run(
                ["bash", "-c", f"(exit {status}); {command.text}"],
                cwd=folder,
                env=clean_environment(
                    **{"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "COLUMNS": "100", **environment}
                ),
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                timeout=300,
                check=False,
            )
            assert shows(command.shown, done.stdout), f"$ {command.text}\n{done.stdout}"
            status = 0 if command.text == "echo $?" else done.returncode
    assert status == 0
