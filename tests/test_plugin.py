"""Plain `pytest` on a challenge folder judges it, and on anything else notices nothing of the judge."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.building import DOUBLES, REFERENCE, clean_environment, write_challenge, write_submission

TWO = 'def test_two(solution):\n    """Doubles two."""\n    assert solution(2) == 4\n'


def run_pytest(folder: Path, *arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run plain pytest in a process of its own, without the options of this repository."""
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments],
        cwd=folder,
        env=clean_environment(**environment),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def summary(done: subprocess.CompletedProcess[str]) -> str:
    """The counts in pytest's last line."""
    return done.stdout.strip().splitlines()[-1].strip("= ").partition(" in ")[0]


def test_reference_is_judged_by_default(tmp_path: Path) -> None:
    """`pytest FOLDER` judges the reference, spec examples included, and writes nothing beside the tests."""
    write_challenge(tmp_path / "double", DOUBLES + TWO, spec=">>> double(3)\n6\n")
    before = sorted((tmp_path / "double").rglob("*"))
    done = run_pytest(tmp_path, "double", "-v")
    assert (done.returncode, summary(done)) == (0, "3 passed"), done.stdout
    assert "spec_examples" in done.stdout
    assert sorted((tmp_path / "double").rglob("*")) == before


def test_submission_is_judged_and_its_counterexample_printed(tmp_path: Path) -> None:
    """With --submission that file is judged; a failure prints the counterexample and no traceback of the judge's."""
    write_challenge(tmp_path / "double", DOUBLES + TWO)
    write_submission(tmp_path, "def double(n):\n    return 2 * n if n < 18 else 0\n", "mine.py")
    done = run_pytest(tmp_path, "double", "--submission", "mine.py")
    assert (done.returncode, summary(done)) == (1, "1 failed, 1 passed"), done.stdout
    assert "wrong_answer: double(18)\nreturned  0\nexpected  36\n" in done.stdout
    assert "judge/grading" not in done.stdout


@pytest.mark.parametrize(
    ("options", "counts"),
    [
        (["-k", "two"], "1 failed, 1 deselected"),
        (["-x"], "1 failed"),
        (["double/test_double.py::test_two"], "1 failed"),
        (["-p", "no:hypothesispytest"], "2 failed"),
        (["--hypothesis-seed=3", "--hypothesis-show-statistics"], "2 failed"),
        (["--judge-seed=3", "-n2"], "2 failed"),
    ],
)
def test_pytest_options_work(tmp_path: Path, options: list[str], counts: str) -> None:
    """What pytest's own options select, and where they stop, is as ever."""
    write_challenge(tmp_path / "double", DOUBLES + TWO)
    write_submission(tmp_path, "def double(n):\n    return 'no'\n")
    arguments = options if "::" in options[0] else ["double", *options]
    done = run_pytest(tmp_path, *arguments, "--submission=submission.py")
    assert summary(done).removesuffix(", no tests ran") == counts
    assert "returned  'no'" in done.stdout


def test_faults_of_the_challenge_fail_and_say_so(tmp_path: Path) -> None:
    """A hidden test that skips or expects failure fails the plain run too, so an author sees it at once."""
    tests = (
        "def test_skips(solution):\n    pytest.skip('tired')\n"
        "@pytest.mark.xfail\ndef test_xfails(solution):\n    assert solution(1) == 3\n"
        "@pytest.mark.points('x')\ndef test_points(solution):\n    assert solution(1) == 2\n"
        "def test_never(solution):\n    pass\n"
    )
    write_challenge(tmp_path / "double", tests)
    done = run_pytest(tmp_path, "double")
    assert done.returncode == 1
    for part in ("did not run to its end: tired", "points('x') needs a number", "never called the solution"):
        assert part in done.stdout
    assert "passed" not in summary(done)
    assert "judge/grading" not in done.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["double", "--submission", "nosuch.py"], "--submission: there is no file nosuch.py"),
        (["broken"], "title: is missing"),
    ],
)
def test_mistakes_are_one_line(tmp_path: Path, arguments: list[str], message: str) -> None:
    """A submission that is not there, or an invalid challenge, is said in a line without a traceback."""
    write_challenge(tmp_path / "double")
    broken = write_challenge(tmp_path / "broken")
    (broken / "challenge.toml").write_text('entry_point = "double"\n')
    done = run_pytest(tmp_path, *arguments)
    assert done.returncode in {1, 4}
    assert message in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert "judge/grading" not in done.stdout


def test_other_tests_of_the_run_are_left_alone(tmp_path: Path) -> None:
    """Tests beside a challenge keep their Hypothesis settings, their fixtures and their own name `solution`."""
    write_challenge(tmp_path / "double", DOUBLES)
    (tmp_path / "conftest.py").write_text(
        "import pytest, hypothesis\n"
        "hypothesis.settings.register_profile('mine', max_examples=7)\nhypothesis.settings.load_profile('mine')\n"
        "@pytest.fixture\ndef solution():\n    return 'my own'\n"
    )
    (tmp_path / "test_mine.py").write_text(
        "import hypothesis, hypothesis.strategies as st\n"
        "calls = []\n"
        "@hypothesis.given(n=st.integers())\ndef test_given(n):\n    calls.append(n)\n"
        "def test_settings(solution):\n    assert solution == 'my own'\n"
        "    assert 7 <= len(calls) <= 8\n    assert hypothesis.settings().max_examples == 7\n"
    )
    done = run_pytest(tmp_path, "double", "test_mine.py")
    assert summary(done) == "3 passed", done.stdout
    (tmp_path / "conftest.py").unlink()
    (tmp_path / "test_mine.py").write_text("def test_needs(solution):\n    pass\n")
    assert "fixture 'solution' not found" in run_pytest(tmp_path, "test_mine.py").stdout


def test_challenge_below_someone_s_conftest(tmp_path: Path) -> None:
    """A fixture `solution` of a conftest.py above the challenge is not taken for the submission."""
    write_challenge(tmp_path / "double", TWO)
    write_submission(tmp_path, "def double(n):\n    return 0\n")
    (tmp_path / "conftest.py").write_text(
        "import pytest\n@pytest.fixture\ndef solution():\n    return lambda n: 2 * n\n"
    )
    done = run_pytest(tmp_path, "double", "--submission=submission.py")
    assert (done.returncode, summary(done)) == (1, "1 failed")
    assert "returned  0" in done.stdout


def test_plugin_costs_nothing_until_it_meets_a_challenge(tmp_path: Path) -> None:
    """A run without challenges imports of the judge only the package and the plugin."""
    (tmp_path / "test_nothing.py").write_text(
        "import sys\ndef test_modules():\n"
        "    assert sorted(name for name in sys.modules if name.partition('.')[0] == 'judge') == "
        "['judge', 'judge.grading', 'judge.grading.plugin']\n"
        "    assert 'hypothesis' not in sys.modules and 'numpy' not in sys.modules\n"
    )
    done = run_pytest(tmp_path, "test_nothing.py", "-p", "no:hypothesispytest")
    assert summary(done) == "1 passed", done.stdout


def test_workers_end_with_the_run(tmp_path: Path) -> None:
    """No worker and no scratch folder is left after a plain run."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    write_challenge(tmp_path / "double", TWO)
    write_submission(tmp_path, REFERENCE)
    done = run_pytest(tmp_path, "double", "--submission=submission.py", TMPDIR=str(scratch))
    assert done.returncode == 0
    assert list(scratch.iterdir()) == []
