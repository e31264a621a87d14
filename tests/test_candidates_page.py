"""docs/candidates.md works as it stands, from the list of challenges to the history."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.pages import follow

ROOT = Path(__file__).parents[1]


@pytest.mark.long
def test_tutorial_works_step_by_step(tmp_path: Path) -> None:
    """Whoever writes the page's files and runs its commands beside the challenges sees what it shows."""
    for name in ("challenges", "reference"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    page = (ROOT / "docs" / "candidates.md").read_text("utf-8")
    follow(page, tmp_path, XDG_DATA_HOME=str(tmp_path / "data"), JUDGE_HISTORY="")
