"""Every command that the documentation shows does what it says."""

from __future__ import annotations

import os
import re
import shutil
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


def blocks(page: Path) -> list[tuple[str, ...]]:
    """The commands of each of a page's `sh` blocks."""
    found = re.findall(r"^```sh\n(.*?)^```", page.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    return [tuple(line for line in block.splitlines() if line and not line.startswith("#")) for block in found]


SHOWN = sorted({block for page in PAGES for block in blocks(page) if not block[0].startswith("make")})


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A folder that looks like a clone with a solution of one's own in it."""
    for name in ("challenges", "reference"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    source = ROOT / "challenges" / "primes" / "submissions" / "accepted" / "guide_boolean_sieve.py"
    (tmp_path / "my_solution.py").write_bytes(source.read_bytes())
    return tmp_path


@pytest.mark.parametrize("block", SHOWN, ids=lambda block: block[0])
def test_shown_commands(clone: Path, block: tuple[str, ...]) -> None:
    """Commands from the documentation, one after the other, end as the documentation says."""
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    for command in block:
        done = subprocess.run(
            command, shell=True, cwd=clone, env=environment, capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == FAILING.get(command, 0), done.stdout + done.stderr
        assert "Traceback (most recent call last)" not in done.stderr


def test_both_set_up_commands_are_shown() -> None:
    """README names the two commands that set everything up, and make knows both."""
    assert ("make run", "make test") in blocks(ROOT / "README.md")
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
