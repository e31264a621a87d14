"""The documentation as a site: it is built without a warning, and its reference has every command."""

from __future__ import annotations

import html
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from judge.cli import commands

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built as `make docs` builds it: a warning, such as a link that leads nowhere, is an error."""
    target = tmp_path_factory.mktemp("site")
    options = ["--quiet", "--fresh-env", "--fail-on-warning", "--keep-going", "--nitpicky"]
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", *options, "-c", ROOT / "docs", ROOT, target],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return target


def test_make_builds_the_same_site() -> None:
    """`make docs` fails on warnings too."""
    shown = subprocess.run(["make", "--dry-run", "docs"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert "--quiet --fresh-env --fail-on-warning --keep-going --nitpicky -c docs . " in shown


def test_site_begins_at_its_root(site: Path) -> None:
    """Whoever opens the site's folder is led to the start page, and from there to every page."""
    target = re.findall(r'url=([^"]+)', (site / "index.html").read_text("utf-8"))
    start = (site / target[0]).read_text("utf-8")
    pages = [*(ROOT / "docs").glob("*.md"), ROOT / "ARCHITECTURE.md", ROOT / "CHANGELOG.md"]
    missing = [page.stem for page in pages if page.stem != "index" and f'{page.stem}.html"' not in start]
    assert missing == []


def test_reference_has_every_command(site: Path) -> None:
    """The page of commands has each with all its options and examples, as they are written on a command line."""
    page = (site / "docs" / "commands.html").read_text("utf-8")
    text = html.unescape(re.sub(r"<[^>]+>", "", page))
    group = click.Context(commands)
    for name in commands.list_commands(group):
        command = commands.get_command(group, name)
        assert command is not None
        assert f'id="judge-{name}"' in page
        for option in command.params:
            if isinstance(option, click.Option) and not option.hidden:
                assert option.opts[0] in text, name
        assert f"judge {name}" in text
    assert ".. " not in text  # markup that was not understood
