"""Throw-away challenges, submissions and `judge` processes for tests.

The challenge is `double(n)`, which returns `2 * n`, unless a test says otherwise.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

from judge import Grade, Outcome, grade

HEADER = """\
import pytest
from hypothesis import assume, example, given, settings, strategies as st
from judge.testing import *

"""
DOUBLES = '''\
@settings(max_examples=20)
@given(n=st.integers(0, 1000))
def test_doubles(solution, n):
    """Doubles any number."""
    assert solution(n) == 2 * n
'''
REFERENCE = "def double(n):\n    return 2 * n\n"
SPEC = "# Double\n"


def write_challenge(
    folder: Path, tests: str = DOUBLES, *, reference: str = REFERENCE, spec: str = SPEC, settings: str = ""
) -> Path:
    """Write a challenge folder whose hidden tests are `tests`, with the usual imports above them."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "challenge.toml").write_text(f'title = "Double a number"\nentry_point = "double"\n{settings}\n')
    (folder / "spec.md").write_text(spec)
    (folder / "reference.py").write_text(dedent(reference))
    (folder / f"test_{folder.name}.py").write_text(HEADER + dedent(tests))
    return folder


def write_submission(folder: Path, source: str | bytes, name: str = "submission.py") -> Path:
    """Write a submission beside the challenge."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(dedent(source).encode() if isinstance(source, str) else source)
    return path


def judge_source(
    folder: Path, source: str | bytes = REFERENCE, tests: str = DOUBLES, *, seed: int = 0, **challenge: str
) -> Grade:
    """Judge a source text against a throw-away challenge in `folder`."""
    submission = write_submission(folder, source)
    return grade(write_challenge(folder / "double", tests, **challenge), submission, seed=seed)


def only(result: Grade) -> Outcome:
    """The outcome of the one property there is."""
    (outcome,) = result.properties
    return outcome


def verdicts(result: Grade) -> list[str]:
    """What became of each property, as `verdict/cause`."""
    return [
        f"{outcome.verdict}/{outcome.cause}" if outcome.cause else str(outcome.verdict) for outcome in result.properties
    ]


def run_judge(
    *arguments: str | bytes | os.PathLike[str],
    cwd: Path | None = None,
    stdin: bytes | None = None,
    encoding: str | None = "utf-8",
    **environment: str,
) -> subprocess.CompletedProcess[str]:
    """Run the command `judge` in a process of its own."""
    return subprocess.run(
        judge_command(*arguments),
        cwd=cwd,
        env=clean_environment(**environment),
        input=stdin if stdin is None or encoding is None else stdin.decode(encoding, "surrogateescape"),
        stdin=subprocess.DEVNULL if stdin is None else None,
        capture_output=True,
        encoding=encoding,
        errors=None if encoding is None else "surrogateescape",
        timeout=60,
        check=False,
    )


def judge_command(*arguments: str | bytes | os.PathLike[str]) -> list[str | bytes | os.PathLike[str]]:
    """The command line that runs `judge` with the interpreter of this test run."""
    return [sys.executable, "-m", "judge", *arguments]


def clean_environment(**extra: str) -> dict[str, str]:
    """An environment without what continuous integration, pytest or a terminal leaves in it."""
    kept = {
        name: os.environ[name]
        for name in ("PATH", "HOME", "TMPDIR", "PYTHONPATH", "PYTHONPYCACHEPREFIX", "JUDGE_CACHE", "JUDGE_HISTORY")
        if name in os.environ
    }
    return kept | extra
