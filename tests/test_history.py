"""The history: what enters it, who may switch it off, and that neither other processes nor crashes can harm it."""

from __future__ import annotations

import dataclasses
import os
import signal
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from judge import Grade, Verdict
from judge.history import Attempt, HistoryError, attempts, enter
from judge.model import Isolation, Output, Runtime
from judge.report.attempts import render_attempts, render_challenges
from tests.building import REFERENCE, clean_environment, run_judge, write_challenge, write_submission

WRONG = "def double(n):\n    return 0\n"
GRADE = Grade(
    challenge="double",
    challenge_digest="d",
    submission="mine.py",
    submission_digest="s",
    verdict=Verdict.ACCEPTED,
    cause=None,
    message="",
    integrity=(),
    score=1.0,
    seed=0,
    properties=(),
    runtime=Runtime(cpu_seconds=0.5, peak_memory_bytes=1, relative_to_reference=2.0),
    output=Output(),
    isolation=Isolation("full", ()),
)
ENTER = """\
import sys
from pathlib import Path
from judge.history import enter
from tests.test_history import GRADE
for _ in range(int(sys.argv[2])):
    enter(Path(sys.argv[1]), [GRADE])
    print("entered", flush=True)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A working folder with the challenge `double`, and right.py and wrong.py."""
    write_challenge(tmp_path / "challenges" / "double")
    write_submission(tmp_path, REFERENCE, "right.py")
    write_submission(tmp_path, WRONG, "wrong.py")
    return tmp_path


def judge(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command with a history in the folder `data`."""
    return run_judge(
        *arguments, cwd=folder, **{"XDG_DATA_HOME": str(folder / "data"), "JUDGE_HISTORY": "", **environment}
    )


def test_results_are_entered_and_shown(folder: Path) -> None:
    """Every result of judge run is entered; the history shows all challenges, or all attempts at one."""
    assert judge(folder, "history").stdout == "Nothing yet: judge run and judge watch enter their results here.\n"
    judge(folder, "run", "double", "wrong.py")
    judge(folder, "run", "double", "right.py", "wrong.py")
    shown = judge(folder, "history")
    assert (shown.returncode, shown.stderr) == (0, "")
    title, row = shown.stdout.splitlines()
    assert title.split()[:2] == ["challenge", "attempts"]
    assert row.split()[:4] == ["double", "3", "AC", "100%"]
    for name in ("double", "challenges/double"):
        shown = judge(folder, "history", name)
        assert shown.stdout.startswith("double · 3 attempts, 1 accepted\n")
        rows = [line.split() for line in shown.stdout.splitlines()[3:]]
        assert [(row[2], row[3]) for row in rows] == [("wrong.py", "WA"), ("right.py", "AC"), ("wrong.py", "WA")]


@pytest.mark.parametrize(
    ("option", "environment"), [(["--no-history"], {}), ([], {"JUDGE_HISTORY": "0"})], ids=["option", "environment"]
)
def test_opting_out_leaves_no_trace(folder: Path, option: list[str], environment: dict[str, str]) -> None:
    """An option and an environment variable keep a result out; no file is made."""
    done = judge(folder, "run", "double", "right.py", *option, **environment)
    assert done.returncode == 0
    assert not (folder / "data").exists()


def test_history_that_is_off_says_so(folder: Path) -> None:
    """Where the history is switched off, asking for it is a usage error that names the switch."""
    done = judge(folder, "history", JUDGE_HISTORY="0")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("judge: there is no history: JUDGE_HISTORY=0")


def test_history_tells_no_more_than_the_report_did(folder: Path) -> None:
    """Where only verdicts may be seen, the score in the history is that of the report."""
    tests = (
        "def test_one(solution):\n    assert solution(0) == 0\n\ndef test_two(solution):\n    assert solution(1) == 2\n"
    )
    write_challenge(folder / "challenges" / "double", tests, settings='feedback = "verdict"')
    judge(folder, "run", "double", "wrong.py")
    assert judge(folder, "history", "double").stdout.split()[-6:-3] == ["wrong.py", "WA", "0%"]


@pytest.mark.parametrize(
    ("name", "message"),
    [("duoble", "no attempt at duoble so far; did you mean double?"), ("nosuch", "there are some at double")],
)
def test_challenge_without_attempts(folder: Path, name: str, message: str) -> None:
    """A name that nothing was judged under is a usage error with a hint."""
    enter(folder / "data" / "judge" / "history.sqlite", [GRADE])
    done = judge(folder, "history", name)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr


def test_folder_that_cannot_be_written_costs_no_verdict(folder: Path) -> None:
    """A history that cannot be kept changes neither report nor status."""
    (folder / "data").write_text("a file, where a folder is needed")
    done = judge(folder, "run", "double", "right.py")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("ACCEPTED")


def test_file_that_is_no_history_is_left_alone(folder: Path) -> None:
    """A damaged file is neither replaced nor written to; judging goes on, and judge history says what to do."""
    path = folder / "data" / "judge" / "history.sqlite"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"SQLite format 3\0" + b"\xff" * 2000)
    assert judge(folder, "run", "double", "right.py").returncode == 0
    done = judge(folder, "history")
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith(f"judge: {path} is no history, or a damaged one")
    assert len(done.stderr.splitlines()) == 1
    assert path.read_bytes() == b"SQLite format 3\0" + b"\xff" * 2000


def test_file_that_has_only_begun_is_empty(tmp_path: Path) -> None:
    """A file without a row, as an interruption may leave it, is a history of nothing, and the next result enters it."""
    path = tmp_path / "history.sqlite"
    path.touch()
    assert attempts(path) == []
    enter(path, [GRADE])
    assert len(attempts(path)) == 1


def test_history_of_a_later_judge_is_left_alone(tmp_path: Path) -> None:
    """What a later version has written is not read, nor written to."""
    path = tmp_path / "history.sqlite"
    enter(path, [GRADE])
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA user_version = 99")
    database.close()
    before = path.read_bytes()
    enter(path, [GRADE])
    assert path.read_bytes() == before
    with pytest.raises(HistoryError, match="later judge"):
        attempts(path)


def enter_elsewhere(path: Path, times: int) -> subprocess.Popen[str]:
    """Enter results from a process of their own; each is told of on its standard output."""
    return subprocess.Popen(
        [sys.executable, "-c", ENTER, path, str(times)],
        env=clean_environment(PYTHONPATH=str(Path(__file__).parents[1])),
        stdout=subprocess.PIPE,
        text=True,
    )


def test_several_processes_at_once_lose_nothing(tmp_path: Path) -> None:
    """Four processes that begin the file and write to it at the same time enter every result."""
    path = tmp_path / "new" / "history.sqlite"
    processes = [enter_elsewhere(path, 10) for _ in range(4)]
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda process: process.communicate(timeout=60), processes))
    assert len(attempts(path)) == 40


def test_process_that_is_killed_leaves_whole_results(tmp_path: Path) -> None:
    """After kill -9 in the middle of writing, all that was entered is there, and more can be entered."""
    path = tmp_path / "history.sqlite"
    told = 0
    for _ in range(3):
        process = enter_elsewhere(path, 100_000)
        assert process.stdout is not None
        for _ in range(5):
            process.stdout.readline()
        process.send_signal(signal.SIGKILL)
        told += 5 + process.stdout.read().count("entered")
        process.wait()
        process.stdout.close()
    found = attempts(path)
    assert told <= len(found) <= told + 3
    enter(path, [GRADE])
    assert len(attempts(path)) == len(found) + 1


def test_any_file_name_can_be_entered(tmp_path: Path) -> None:
    """A name that is no text, and a seed beyond 64 bits, are entered; control characters are shown escaped."""
    path = tmp_path / "history.sqlite"
    name = os.fsdecode(b"\xff\x1b[2J.py")
    enter(path, [dataclasses.replace(GRADE, submission=name, seed=1 << 70)])
    (attempt,) = attempts(path)
    shown = render_attempts([attempt], width=100)
    assert r"\udcff\x1b[2J.py" in shown
    assert "\x1b" not in shown


def test_bars_are_in_proportion() -> None:
    """The longest bar fills the line; the others are as long as their time is to it; nothing has no bar."""
    base = Attempt(0.0, "double", "d", "mine.py", Verdict.ACCEPTED, 1.0, 0.5, None)
    ratios = [4.0, 2.0, 1.0, 0.001, None]
    found = [dataclasses.replace(base, relative_to_reference=ratio) for ratio in ratios]
    rows = render_attempts(found, width=80).splitlines()[3:]
    assert max(map(len, rows)) == 80
    full, half, quarter, least, none = (row.count("█") + row.count("▌") / 2 for row in rows)
    assert abs(half - full / 2) <= 0.5
    assert abs(quarter - full / 4) <= 0.5
    assert (least, none) == (0.5, 0.0)


def test_change_of_the_challenge_is_marked() -> None:
    """Ratios from before and after a change of the challenge are told apart."""
    base = Attempt(0.0, "double", "old", "mine.py", Verdict.ACCEPTED, 1.0, 0.5, 2.0)
    lines = render_attempts([base, dataclasses.replace(base, challenge_digest="new")]).splitlines()
    assert lines[4] == "  (the challenge has changed)"


def test_long_history_is_cut_at_its_beginning() -> None:
    """The latest attempts are shown, and how many there were in all."""
    base = Attempt(0.0, "double", "d", "mine.py", Verdict.WRONG_ANSWER, 0.5, 0.5, None)
    found = [dataclasses.replace(base, submission=f"{number}.py") for number in range(100)]
    lines = render_attempts(found).splitlines()
    assert lines[0] == "double · 100 attempts, 0 accepted; the last 40:"
    assert (lines[3].split()[2], lines[-1].split()[2]) == ("60.py", "99.py")


def test_challenges_are_in_the_order_of_the_last_attempt() -> None:
    """What was tried last is at the top, with the best that was reached in any attempt."""
    wrong = Attempt(1.0, "first", "d", "a.py", Verdict.WRONG_ANSWER, 0.5, 0.5, 1.0)
    right = dataclasses.replace(wrong, at=2.0, verdict=Verdict.ACCEPTED, score=1.0, relative_to_reference=3.0)
    other = dataclasses.replace(wrong, at=3.0, challenge="second")
    _, top, bottom = render_challenges([wrong, right, other, dataclasses.replace(wrong, at=4.0)]).splitlines()
    assert top.split()[:5] == ["first", "3", "AC", "100%", "3"]
    assert bottom.split()[:4] == ["second", "1", "WA", "50%"]
