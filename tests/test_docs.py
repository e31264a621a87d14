"""Every command that the documentation shows does what it says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
FAILING = {
    "pytest challenges/primes --submission challenges/primes/submissions/wrong_answer/n_left_out.py": 1,
}
"""Commands that are shown because they fail, with their exit status."""


def commands(page: Path) -> list[str]:
    """The lines of a page's `sh` blocks."""
    blocks = re.findall(r"^```sh\n(.*?)^```", page.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line and not line.startswith("#")]


SHOWN = sorted({command for page in PAGES for command in commands(page)})


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A folder that looks like a clone with a solution of one's own in it."""
    for name in ("challenges", "reference"):
        (tmp_path / name).symlink_to(ROOT / name)
    source = ROOT / "challenges" / "primes" / "submissions" / "accepted" / "guide_boolean_sieve.py"
    (tmp_path / "my_solution.py").write_bytes(source.read_bytes())
    return tmp_path


@pytest.mark.parametrize("command", [command for command in SHOWN if not command.startswith("make")])
def test_shown_command(clone: Path, command: str) -> None:
    """A command from the documentation ends as the documentation says."""
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    done = subprocess.run(
        command, shell=True, cwd=clone, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == FAILING.get(command, 0), done.stdout + done.stderr
    assert "Traceback (most recent call last)" not in done.stderr


def test_both_set_up_commands_are_shown() -> None:
    """README names the two commands that set everything up, and make knows both."""
    assert [command for command in commands(ROOT / "README.md") if command.startswith("make")] == [
        "make run",
        "make test",
    ]
    for target in ("run", "test", "check"):
        subprocess.run(["make", "--dry-run", target], cwd=ROOT, check=True, capture_output=True)


def test_the_library_call_of_the_readme_works(clone: Path) -> None:
    """The README's Python snippet that grades a file runs as it stands."""
    snippets = re.findall(r"^```python\n(.*?)^```", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE | re.DOTALL)
    (snippet,) = (text for text in snippets if "from judge import grade" in text)
    done = subprocess.run([sys.executable, "-c", snippet], cwd=clone, capture_output=True, text=True, check=True)
    assert done.stdout == "accepted 1.0\n"


@pytest.mark.skipif(Path(sys.prefix) != ROOT / ".venv", reason="make run uses the environment that make test made")
def test_make_run_shows_a_verdict() -> None:
    """`make run` judges the shipped example."""
    done = subprocess.run(["make", "--no-print-directory", "run"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("ACCEPTED  primes")


def test_relative_links_lead_somewhere() -> None:
    """No page links to a file that is not there."""
    pages = [*PAGES, ROOT / "ARCHITECTURE.md", ROOT / "benchmarks" / "README.md"]
    broken = [
        (page.name, target)
        for page in pages
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text("utf-8"))
        if not (page.parent / target).exists()
    ]
    assert broken == []
