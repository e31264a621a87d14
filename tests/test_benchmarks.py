"""The benchmarks start, and what they measure against does the work it stands for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.building import clean_environment, write_challenge, write_submission

FOLDER = Path(__file__).parents[1] / "benchmarks"
COMMANDS = sorted(path.name for path in FOLDER.glob("*.py") if "argparse" in path.read_text("utf-8"))
RECORD = """\
import sys
from pathlib import Path
from judge.challenge import load_challenge
from recorded_calls import record_calls
challenge = load_challenge(Path(sys.argv[1]))
print(record_calls(challenge, challenge.reference, Path(sys.argv[2])))
"""
COUNTS_ITS_CALLS = """\
import atexit
calls = []
atexit.register(lambda: print(len(calls), sum(calls)))
def double(n):
    calls.append(n)
    return 2 * n
"""


def run_python(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run Python where the benchmarks' own modules can be imported."""
    return subprocess.run(
        [sys.executable, *arguments],
        env=clean_environment(PYTHONPATH=str(FOLDER), JUDGE_CACHE="0", PYTEST_DISABLE_PLUGIN_AUTOLOAD="1"),
        cwd=FOLDER.parent,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("name", COMMANDS)
def test_benchmark_says_what_it_measures(name: str) -> None:
    """Each says in its help what it measures, in the words of its source, and needs no extra package for that."""
    done = run_python(FOLDER / name, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    title = (FOLDER / name).read_text("utf-8").splitlines()[0].removeprefix('"""')
    assert " ".join(title.split()) in " ".join(done.stdout.split())


def test_every_benchmark_is_described() -> None:
    """The page of figures has the command of each."""
    page = (FOLDER / "README.md").read_text("utf-8")
    assert [name for name in COMMANDS if f"python benchmarks/{name}" not in page] == []


def test_floor_makes_the_calls_that_hidden_tests_make(tmp_path: Path) -> None:
    """The least that judging can cost is measured with the same inputs, each as often."""
    tests = "def test_some(solution):\n    assert solution(3) == 6\n    assert solution.sample(4, 10) == [20] * 4\n"
    challenge = write_challenge(tmp_path / "double", tests)
    submission = write_submission(tmp_path, COUNTS_ITS_CALLS)
    recorded = run_python("-c", RECORD, challenge, tmp_path / "calls")
    assert (recorded.stdout, recorded.stderr) == ("2\n", "")
    done = run_python(FOLDER / "floor.py", tmp_path / "calls", "double", submission, submission)
    assert (done.stdout, done.stderr) == ("5 43\n" * 2, "")


def test_bare_pytest_judges_in_its_own_process(tmp_path: Path) -> None:
    """What `judge run` is compared with runs the same hidden tests, and finds out what is wrong."""
    challenge = write_challenge(tmp_path / "double")
    pytest_command = ["-m", "pytest", "-q", "-p", "bare", "-p", "no:judge", "-p", "no:cacheprovider"]
    right = run_python(*pytest_command, challenge, "--bare", challenge / "reference.py")
    wrong = run_python(
        *pytest_command, challenge, "--bare", write_submission(tmp_path, "def double(n):\n    return 0\n")
    )
    assert (right.returncode, wrong.returncode) == (0, 1), right.stdout + right.stderr
    assert "assert 0 == (2 * 1)" in wrong.stdout
