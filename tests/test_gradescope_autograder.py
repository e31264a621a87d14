"""The autograder for Gradescope, unpacked in an empty folder and run there as that service does."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from judge.challenge import load_challenge
from judge.errors import UsageError
from judge.package.gradescope import requirements, write_autograder
from judge.package.gradescope_run import find_submission
from tests.building import REFERENCE, clean_environment, run_judge, write_challenge

TESTS = '''\
def test_zero(solution):
    """Doubles zero."""
    assert solution(0) == 0
@pytest.mark.feedback("verdict")
@pytest.mark.points(3)
def test_secret(solution):
    """Doubles the secret."""
    assert solution(314159) == 628318
'''
FAKE_PYTHON = f"""\
#!/bin/sh
# A Python that makes an environment without fetching anything, and notes what pip was asked for.
if [ "$1 $2" = "-m venv" ]; then
    mkdir -p "$3/bin" && cp "$0" "$3/bin/python"
elif [ "$1 $2" = "-m pip" ]; then
    shift 2; echo "$@" > pip.txt
else
    exec {sys.executable} "$@"
fi
"""


class Service:
    """What Gradescope does with an autograder, in a folder that stands for `/autograder`."""

    def __init__(self, folder: Path, autograder: Path) -> None:
        self.folder = folder
        for name in ("source", "submission", "results", "bin"):
            (folder / name).mkdir(parents=True)
        python = folder / "bin" / "python3.13"
        python.write_text(FAKE_PYTHON)
        python.chmod(0o755)
        self.environment = clean_environment(PATH=f"{python.parent}:{os.environ['PATH']}", PYTHONPATH="")
        with zipfile.ZipFile(autograder) as archive:
            archive.extractall(folder / "source")
        self.set_up = subprocess.run(
            ["bash", folder / "source" / "setup.sh"],
            cwd="/",
            env=self.environment,
            capture_output=True,
            text=True,
            check=True,
        )
        (folder / "run_autograder").write_bytes((folder / "source" / "run_autograder").read_bytes())
        (folder / "run_autograder").chmod(0o755)

    def submit(self, **files: str) -> tuple[subprocess.CompletedProcess[str], dict[str, Any]]:
        """Grade files, given by their names without `.py`; return what happened and what is in `results.json`."""
        for old in self.folder.glob("submission/*"):
            old.unlink()
        for name, content in files.items():
            (self.folder / "submission" / f"{name}.py").write_text(content)
        done = subprocess.run(
            ["./run_autograder"],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        return done, json.loads((self.folder / "results" / "results.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def challenge(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A challenge whose reference is outside of its folder, with files that no autograder needs."""
    root = tmp_path_factory.mktemp("course")
    folder = write_challenge(root / "challenges" / "double", TESTS)
    (root / "reference").mkdir()
    (folder / "reference.py").rename(root / "reference" / "double.py")
    (folder / "notes.md").write_text("For us alone.\n")
    return folder


@pytest.fixture(scope="module")
def service(challenge: Path, tmp_path_factory: pytest.TempPathFactory) -> Service:
    """The service after it has set the autograder up."""
    folder = tmp_path_factory.mktemp("gradescope")
    done = run_judge("handout", challenge, "--for", "gradescope", "--output", folder / "autograder.zip")
    assert done.returncode == 0, done.stderr
    return Service(folder / "autograder", folder / "autograder.zip")


def test_set_up_installs_what_the_judge_needs(service: Service) -> None:
    """The environment gets the libraries in the versions that are here, and others cannot read what is hidden."""
    source = service.folder / "source"
    assert "-r requirements.txt" in (source / "pip.txt").read_text()
    assert {line.partition("==")[0] for line in (source / "requirements.txt").read_text().splitlines()} == {
        *("click", "hypothesis", "markdown-it-py", "numpy", "pytest", "rich")
    }
    for path in (source / "hidden", *(source / "hidden").rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0


def test_challenge_is_the_same_there(service: Service, challenge: Path) -> None:
    """The digest is that of the challenge here, so verdicts can be compared; notes and submissions stay at home."""
    hidden = service.folder / "source" / "hidden"
    assert load_challenge(hidden / "challenges" / "double").digest == load_challenge(challenge).digest
    names = sorted(path.relative_to(hidden).as_posix() for path in hidden.rglob("*") if path.is_file())
    assert names == [
        *(f"challenges/double/{name}" for name in ("challenge.toml", "spec.md", "test_double.py")),
        "reference/double.py",
    ]


def test_accepted_submission_gets_all_points(service: Service) -> None:
    """All points, a leaderboard, and the report for staff on standard output."""
    done, results = service.submit(anything=REFERENCE)
    assert (done.returncode, done.stderr) == (0, "")
    assert results["score"] == 4
    assert [test["status"] for test in results["tests"]] == ["passed", "passed"]
    assert [entry["name"] for entry in results["leaderboard"]] == ["Memory (MB)"]
    assert done.stdout.startswith("ACCEPTED  double")


def test_failing_submission_gets_some_points(service: Service) -> None:
    """A property that students may not see is hidden from them; staff see all, and its source."""
    done, results = service.submit(solution="def double(n):\n    return 0\n", helper="x = 1\n")
    assert done.returncode == 0
    assert results["score"] == 1
    visible, hidden = results["tests"]
    assert (visible["visibility"], visible["score"], hidden["visibility"], hidden["score"]) == (
        "visible",
        1,
        "hidden",
        0,
    )
    assert "314159" not in json.dumps(visible) + results["output"]
    assert "double(314159)" in hidden["output"]
    assert "    assert solution(314159) == 628318\n" in done.stdout


@pytest.mark.parametrize("files", [{}, {"a": REFERENCE, "b": REFERENCE}])
def test_student_is_told_what_to_submit(service: Service, files: dict[str, str]) -> None:
    """Without one file to judge there are no points, and a sentence says why."""
    done, results = service.submit(**files)
    assert done.returncode == 0
    assert results["score"] == 0
    assert results["output"].startswith("Submit one Python file, or call the one to judge solution.py.")
    assert results["output"].endswith(f"found: {', '.join(f'{name}.py' for name in files) or 'none'}.")


def test_file_that_is_no_source_is_the_student_s_to_mend(service: Service) -> None:
    """A file of more than any source has gets no points and a sentence, not a failed autograder."""
    done, results = service.submit(solution="#" * (65 << 20))
    assert (done.returncode, results["score"]) == (0, 0)
    assert "no submission is that large" in results["output"]


def test_fault_of_ours_is_no_failed_submission(service: Service) -> None:
    """Where the challenge is broken there is no score, and the autograder fails."""
    test = service.folder / "source" / "hidden" / "challenges" / "double" / "test_double.py"
    before = test.read_text()
    try:
        for broken in (f"{before}\ndef test_broken(solution):\n    nosuch\n", "import nosuch\n"):
            test.write_text(broken)
            done, results = service.submit(solution=REFERENCE)
            assert done.returncode == 3
            assert "score" not in results
            assert results["tests"] == []
            assert "not the submission's fault" in results["output"]
            assert "Traceback" not in done.stderr
    finally:
        test.write_text(before)


def test_links_are_not_followed(tmp_path: Path) -> None:
    """A link could lead to the reference solution."""
    (tmp_path / "reference.py").write_text(REFERENCE)
    (tmp_path / "hidden").mkdir()
    (tmp_path / "hidden" / "solution.py").write_text(REFERENCE)
    folder = tmp_path / "submission"
    folder.mkdir()
    (folder / "solution.py").symlink_to(tmp_path / "reference.py")
    (folder / "linked").symlink_to(tmp_path / "hidden")
    assert find_submission(folder, "double.py")[0] is None
    (folder / "mine.py").write_text("x = 1\n")
    assert find_submission(folder, "double.py")[0] == folder / "mine.py"


def test_archive_has_what_it_needs_at_its_root(challenge: Path, tmp_path: Path) -> None:
    """Both scripts are at the root and executable, nothing is there twice, and the same challenge makes the same bytes."""
    for name in ("one.zip", "two.zip"):
        write_autograder([challenge], tmp_path / name)
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert len(names) == len(set(names))
        for name in ("setup.sh", "run_autograder"):
            assert archive.getinfo(name).external_attr >> 16 == 0o100755
        assert archive.read("requirements.txt").decode() == requirements()
        assert not [name for name in names if "__pycache__" in name or name.startswith(("/", ".."))]


@pytest.mark.parametrize(
    ("challenges", "output", "message"),
    [
        (2, "a.zip", "name one challenge"),
        (1, "folder", "Gradescope takes a ZIP file: name one such as folder.zip"),
        (1, "nowhere/a.zip", "there is no folder"),
    ],
)
def test_what_cannot_be_made_is_said(
    challenge: Path, tmp_path: Path, challenges: int, output: str, message: str
) -> None:
    """Each mistake is one line, and nothing is left behind."""
    with pytest.raises(UsageError, match=message):
        write_autograder([challenge] * challenges, tmp_path / output)
    assert list(tmp_path.iterdir()) == []
