"""Root is not needed to be safe: thefts and escapes are contained for an ordinary user as well.

Where the suite is run by root, this runs that part of it once more as a user without rights. Root's own interpreter may lie
where others may not go; then the system's does it, with copies of what the suite needs.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

NOBODY = 65_534
ROOT = Path(__file__).parents[2]
PACKAGES = (
    "judge",
    "click",
    "hypothesis",
    "sortedcontainers",
    "numpy",
    "pytest",
    "_pytest",
    "pluggy",
    "iniconfig",
    "packaging",
)
MODULES = (
    "_hypothesis_globals",
    "_hypothesis_ftz_detector",
    "py",
    "pygments",
    "attr",
    "typing_extensions",
    "exceptiongroup",
)
"""What some versions of those need as well."""


def copy_importable(name: str, folder: Path) -> None:
    origin = Path(str(importlib.import_module(name).__file__))
    skipped = shutil.ignore_patterns("__pycache__", "tests")
    if origin.name != "__init__.py":
        shutil.copy(origin, folder)
        return
    shutil.copytree(origin.parent, folder / name, ignore=skipped)
    libraries = origin.parent.with_name(f"{name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, folder / libraries.name)


@pytest.fixture
def readable_folder() -> Iterator[Path]:
    """A folder for everybody; those of pytest's own are closed to others."""
    with tempfile.TemporaryDirectory(prefix="judge-test-") as name:
        yield Path(name)


@pytest.mark.skipif(os.geteuid() != 0, reason="the whole suite is run by an ordinary user already")
@pytest.mark.long
def test_thefts_and_escapes_are_contained_for_an_ordinary_user(readable_folder: Path) -> None:
    """The same programs get the same verdicts, at both levels, where the judge itself has no rights."""
    folder = readable_folder
    for name in PACKAGES:
        copy_importable(name, folder)
    for name in MODULES:
        if importlib.util.find_spec(name) is not None:
            copy_importable(name, folder)
    shutil.copytree(
        ROOT / "tests" / "hostile", folder / "tests" / "hostile", ignore=shutil.ignore_patterns("__pycache__")
    )
    home = folder / "home"
    home.mkdir()
    os.chown(home, NOBODY, NOBODY)
    for path in (folder, *folder.rglob("*")):
        if path != home:
            path.chmod(0o755 if path.is_dir() else 0o644)
    environment = {
        "PYTHONPATH": str(folder),
        "PYTHONDONTWRITEBYTECODE": "1",
        "HOME": str(home),
        "TMPDIR": str(home),
        "PATH": os.environ["PATH"],
        "LC_ALL": "C.UTF-8",
    }
    arguments = ["-m", "pytest", "-q", "-p", "no:cacheprovider", "--import-mode=importlib"]
    arguments += ["tests/hostile/test_hostile.py", "-k", "theft or escape", f"--basetemp={home}/pytest"]
    done = None
    for interpreter in (sys.executable, f"/usr/bin/python{sys.version_info.major}.{sys.version_info.minor}"):
        try:
            done = subprocess.run(
                [interpreter, *arguments],
                cwd=folder,
                env=environment,
                user=NOBODY,
                group=NOBODY,
                extra_groups=[],
                capture_output=True,
                text=True,
                timeout=500,
                check=False,
            )
            break
        except PermissionError:
            continue
    if done is None:
        pytest.skip("no interpreter of this version here can be run by an ordinary user")
    assert done.returncode == 0, done.stdout[-4_000:] + done.stderr[-2_000:]
