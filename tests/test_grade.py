"""`judge grade` and `judge merge` in real processes: files, kills, interrupts, full disks, shards, terminals."""

from __future__ import annotations

import json
import os
import re
import resource
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from judge.batch.executors import find_processes
from judge.cli import grade as grade_command
from judge.cli.grade import exit_status
from judge.cli.streams import ProgressLine
from judge.errors import IsolationError, UsageError
from tests.building import (
    REFERENCE,
    clean_environment,
    judge_command,
    run_judge,
    write_challenge,
    write_submission,
)

WRONG = "def double(n):\n    return 0\n"
GATED = '''
import os, signal, time
from pathlib import Path

GATE = Path({gate!r})

def test_two(solution):
    """Doubles two."""
    answer = solution(2)
    if answer == "wait":  # until the gate is opened
        GATE.joinpath(str(os.getpid())).touch()
        while not GATE.joinpath("open").exists():
            time.sleep(0.01)
    if answer == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    assert answer in (4, "wait")
'''
FILES = {"batch.json", "report.html", "results.csv", "results.jsonl", "summary.json", ".lock"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A working folder with the challenge `double`, whose hidden test can be made to wait, and an empty folder `gate`."""
    (tmp_path / "gate").mkdir()
    limits = "[limits]\ncpu_seconds_per_call = 0.5"
    write_challenge(tmp_path / "double", GATED.format(gate=str(tmp_path / "gate")), settings=limits)
    return tmp_path


def write_class(folder: Path, count: int = 12) -> None:
    """Submissions below `class`: right ones but for each third, two of which are the same."""
    for number in range(count):
        write_submission(
            folder / "class", f"{WRONG if number % 3 == 0 else REFERENCE}# {max(number, 3)}\n", f"s{number:03}.py"
        )


def returning(value: str) -> str:
    """A submission that returns a text."""
    return f"def double(n):\n    return {value!r}\n"


def read(output: Path) -> list[dict[str, Any]]:
    """The results in an output folder, without what differs from run to run."""
    results = [json.loads(line) for line in (output / "results.jsonl").read_text("ascii").splitlines()]
    for result in results:
        result["runtime"] = {}
        for outcome in result["properties"]:
            outcome["cpu_seconds"] = outcome["wall_seconds"] = outcome["time_limit_share"] = 0
    return results


def in_any_order(results: Iterable[dict[str, Any]]) -> list[str]:
    """Results as texts that can be compared."""
    return sorted(json.dumps(result, sort_keys=True) for result in results)


def start(folder: Path, *arguments: str, **options: Any) -> subprocess.Popen[str]:
    """Start `judge grade double …` in a session of its own."""
    return subprocess.Popen(
        judge_command("grade", "double", *arguments),
        cwd=folder,
        env=clean_environment(TMPDIR=str(folder)),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        **options,
    )


def wait_until(condition: Callable[[], object], process: subprocess.Popen[str]) -> None:
    """Look again and again, while a process runs."""
    deadline = time.monotonic() + 60
    while not condition():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.005)


def waiting(folder: Path) -> list[int]:
    """The judge's processes that wait at the gate."""
    return [int(path.name) for path in (folder / "gate").iterdir() if path.name != "open"]


def descendants(pid: int) -> Iterator[int]:
    """The processes below one, as the kernel lists them."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except (FileNotFoundError, ProcessLookupError):
        return
    for child in map(int, children):
        yield child
        yield from descendants(child)


# What comes out


def test_class_is_graded(folder: Path) -> None:
    """Each file has a line, a row, and its part in the summary; the status says whether all were accepted."""
    write_class(folder)
    done = run_judge("grade", "double", "class", "--output", "out", "--executor", "local:2", cwd=folder)
    assert done.returncode == 1, done.stderr  # which says how far it is, where that takes long
    assert done.stdout == (
        "12 submissions: 8 accepted, 4 wrong_answer\n"
        "reports in out: report.html, results.csv, results.jsonl, summary.json\n"
    )
    assert {path.name for path in (folder / "out").iterdir()} == FILES
    results = {result["id"]: result for result in read(folder / "out")}
    assert sorted(results) == [f"class/s{number:03}.py" for number in range(12)]
    assert [results["class/s003.py"].get("duplicate_of"), results["class/s002.py"].get("duplicate_of")] == [
        "class/s000.py",
        "class/s001.py",
    ]
    assert len((folder / "out" / "results.csv").read_text("utf-8-sig").splitlines()) == 13
    assert json.loads((folder / "out" / "summary.json").read_bytes())["submissions"] == 12
    assert json.loads((folder / "out" / "batch.json").read_bytes())["finished"] is True
    right = [f"class/s{number:03}.py" for number in (1, 2, 4)]
    assert (
        run_judge("grade", "double", *right, "--output", "right", "--executor", "local:1", cwd=folder).returncode == 0
    )


@pytest.mark.parametrize(
    ("counts", "status"),
    [
        ({}, 0),
        ({"accepted": 2}, 0),
        ({"accepted": 2, "wrong_answer": 1}, 1),
        ({"wrong_answer": 1, "judge_error": 1}, 3),
    ],
)
def test_exit_status(counts: dict[str, int], status: int) -> None:
    """0 for all accepted, of which a shard may have none; 1 for some not; 3 for some that could not be judged."""
    assert exit_status(counts) == status


def test_order_and_number_of_processes_change_nothing(folder: Path) -> None:
    """One process or two, forwards or backwards: the same results."""
    write_class(folder)
    files = sorted(str(path.relative_to(folder)) for path in (folder / "class").iterdir())
    runs = []
    for number, (order, executor) in enumerate([(files, "local:1"), (files, "local:2"), (files[::-1], "local:2")]):
        done = run_judge("grade", "double", *order, "--output", str(number), "--executor", executor, cwd=folder)
        assert done.returncode == 1
        runs.append(in_any_order({**result, "duplicate_of": 0} for result in read(folder / str(number))))
    assert runs[0] == runs[1] == runs[2]


def test_files_of_every_kind_do_not_disturb(folder: Path) -> None:
    """Beside pipes, links, bytes, odd names and code that hangs, dies or floods, each gets its own verdict."""
    write_submission(folder / "class", REFERENCE)
    for number, name in enumerate(["new\nline.py", "a\udcff.py", "-dash.py", "żółw.py", "\x1b[31m.py"]):
        write_submission(folder / "class", f"{REFERENCE}# {number}\n", name)
    (folder / "lines.jsonl").write_text(json.dumps({"id": "line", "source": REFERENCE}))
    write_submission(folder / "class", "import os\n\ndef double(n):\n    os._exit(0)\n", "dies.py")
    write_submission(folder / "class", "def double(n):\n    while True:\n        pass\n", "hangs.py")
    os.mkfifo(folder / "class" / "pipe.py")
    (folder / "class" / "circle.py").symlink_to("circle.py")
    (folder / "class" / "stolen.py").symlink_to(folder / "double" / "reference.py")
    write_submission(folder / "class", bytes(range(256)) * 100, "bytes.py")
    write_submission(folder / "class", "def double(n):\n    while True: print('x' * 10_000)\n", "floods.py")
    with (folder / "class" / "huge.py").open("wb") as file:
        file.truncate(70 << 20)
    done = run_judge("grade", "double", "class", "lines.jsonl", "--output", "out", "--executor", "local:1", cwd=folder)
    assert (done.returncode, done.stderr) == (1, "")
    assert {
        result["id"].removeprefix("class/"): f"{result['verdict']} {result['cause']}" for result in read(folder / "out")
    } == {
        "submission.py": "accepted None",
        "new\nline.py": "accepted None",
        "a\udcff.py": "accepted None",
        "-dash.py": "accepted None",
        "żółw.py": "accepted None",
        "\x1b[31m.py": "accepted None",
        "pipe.py": "invalid_submission unreadable",
        "circle.py": "invalid_submission unreadable",
        "stolen.py": "invalid_submission unreadable",
        "huge.py": "invalid_submission unreadable",
        "bytes.py": "invalid_submission syntax_error",
        "dies.py": "runtime_error exit",
        "hangs.py": "time_limit_exceeded cpu_time",
        "line": "accepted None",
        "floods.py": "output_limit_exceeded output",
    }


# Kills and interrupts


def test_killed_batch_is_resumed_to_the_same_results(folder: Path) -> None:
    """Killed again and again at whatever moment, even in the middle of a line, it ends with what an unbroken run has."""
    write_class(folder, 60)
    arguments = ("class", "--executor", "local:2", "--output")
    whole = run_judge("grade", "double", *arguments, "whole", cwd=folder)
    results = folder / "cut" / "results.jsonl"
    for size in (0, 5_000, 12_000):
        process = start(folder, *arguments, "cut", "--resume")
        wait_until(lambda: results.exists() and results.stat().st_size > size, process)  # noqa: B023  # used at once
        process.kill()
        process.communicate()
        os.truncate(results, results.stat().st_size - size % 7)
    done = run_judge("grade", "double", *arguments, "cut", "--resume", cwd=folder)
    assert re.fullmatch(r"judge: [1-9]\d* of 60 are judged already\n", done.stderr)
    assert (done.returncode, done.stdout) == (whole.returncode, whole.stdout.replace("whole", "cut"))
    assert in_any_order(read(folder / "cut")) == in_any_order(read(folder / "whole"))
    assert {path.name for path in (folder / "cut").iterdir()} == FILES


def test_finished_batch_is_resumed_by_doing_nothing(folder: Path) -> None:
    """Nothing is judged twice."""
    write_class(folder, 3)
    arguments = ("grade", "double", "class", "--executor", "local:1", "--output", "out")
    first = run_judge(*arguments, cwd=folder)
    before = (folder / "out" / "results.jsonl").read_bytes()
    again = run_judge(*arguments, "--resume", cwd=folder)
    assert (again.stdout, again.stderr) == (first.stdout, "judge: 3 of 3 are judged already\n")
    assert (folder / "out" / "results.jsonl").read_bytes() == before
    refused = run_judge(*arguments, cwd=folder)
    assert refused.stderr == "judge: out holds results already; go on with --resume, or name another folder\n"
    assert refused.returncode == 2


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=lambda number: number.name)
def test_end_of_the_judge_is_the_end_of_all(
    folder: Path, is_running: Callable[[int], bool], number: signal.Signals
) -> None:
    """Interrupted, it says so in one line, with status 130; killed, it says nothing; at once no process is left."""
    for name in ("a", "b", "c"):
        write_submission(folder / "class", f"{returning('wait')}# {name}\n", f"{name}.py")
    process = start(
        folder,
        *("class", "--output", "out", "--executor", "local:2"),
    )
    wait_until(lambda: len(waiting(folder)) == 2, process)
    left = list(descendants(process.pid))
    assert len(left) > 4  # two graders, with a host and a worker each
    if number is signal.SIGKILL:
        process.kill()
    else:
        os.killpg(process.pid, number)  # as a terminal does
    ended = time.monotonic() + 5  # it takes a fifth of a second
    output, error = process.communicate(timeout=5)
    while left := [pid for pid in left if is_running(pid)]:
        assert time.monotonic() < ended, left
        time.sleep(0.01)
    assert output == ""
    if number is not signal.SIGKILL:
        assert (process.returncode, error) == (130, "judge: interrupted\n")
    assert [path.name for path in folder.glob("judge-*")] == []


def test_killed_process_of_the_pool_costs_no_result(folder: Path) -> None:
    """One that dies in the middle of a batch is replaced, and what was on its way is judged again, once each."""
    write_class(folder)
    write_submission(folder / "class", returning("wait"), "waits.py")
    process = start(folder, "class", "--output", "out", "--executor", "local:2")
    wait_until(lambda: waiting(folder), process)
    os.kill(waiting(folder)[0], signal.SIGKILL)
    (folder / "gate" / "open").touch()
    output, error = process.communicate(timeout=60)
    assert (output.splitlines()[0], error) == ("13 submissions: 9 accepted, 4 wrong_answer", "")
    assert len({result["id"] for result in read(folder / "out")}) == 13


def test_submission_that_kills_each_of_its_judges(folder: Path) -> None:
    """It alone has no verdict, and the status tells that one is missing."""
    write_class(folder)
    write_submission(folder / "class", returning("kill"), "s005_kills.py")
    done = run_judge("grade", "double", "class", "--output", "out", "--executor", "local:2", cwd=folder)
    assert (done.returncode, done.stderr) == (3, "")
    assert done.stdout.startswith("13 submissions: 8 accepted, 4 wrong_answer, 1 judge_error\n")
    (killer,) = (result for result in read(folder / "out") if result["verdict"] == "judge_error")
    assert killer["id"] == "class/s005_kills.py"
    assert killer["message"].startswith("the judge's process ended each time it judged this")


def test_full_disk(folder: Path) -> None:
    """It ends the batch with one line and status 3; with room again, the batch is resumed."""
    write_class(folder)
    arguments = ("class", "--output", "out", "--executor", "local:1")

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4_000, resource.RLIM_INFINITY))

    process = start(folder, *arguments, preexec_fn=limit)
    message = "judge: out/results.jsonl: cannot be written: File too large; go on with --resume when that is mended\n"
    assert process.communicate(timeout=60) == ("", message)
    assert process.returncode == 3
    judged = len(read(folder / "out"))
    done = run_judge("grade", "double", *arguments, "--resume", cwd=folder)
    assert (done.returncode, done.stderr) == (1, f"judge: {judged} of 12 are judged already\n")
    assert len(read(folder / "out")) == 12


def test_changed_challenge_is_another_batch(folder: Path) -> None:
    """Results of two versions of the hidden tests are never mixed."""
    write_class(folder, 2)
    arguments = ("grade", "double", "class", "--executor", "local:1", "--output", "out")
    run_judge(*arguments, cwd=folder)
    with (folder / "double" / "test_double.py").open("a") as file:
        file.write("# changed\n")
    done = run_judge(*arguments, "--resume", cwd=folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "judge: out holds results of another batch: a challenge was changed; name another folder\n"


# Shards


def test_shards_merged_are_the_whole(folder: Path) -> None:
    """Three shards judged apart and merged have the results and reports of one batch."""
    write_class(folder, 24)
    whole = run_judge("grade", "double", "class", "--output", "whole", "--executor", "local:1", cwd=folder)
    for index in (1, 2, 3):
        shard = ("--shard", f"{index}/3", "--output", f"out/{index}", "--executor", "local:1")
        assert run_judge("grade", "double", "class", *shard, cwd=folder).returncode in {0, 1}
    merged = run_judge("merge", "out/3", "out/1", "out/2", "--output", "merged", cwd=folder)
    assert (merged.returncode, merged.stderr) == (whole.returncode, "")
    assert merged.stdout == whole.stdout.replace("whole", "merged")
    assert {path.name for path in (folder / "merged").iterdir()} == FILES
    results = {name: read(folder / name) for name in ("whole", "merged")}
    for each in results.values():
        assert (
            Counter(result["submission"]["digest"] for result in each if "duplicate_of" not in result).most_common(1)[
                0
            ][1]
            == 1
        )
        for result in each:
            result.pop("duplicate_of", None)  # which of several comes first depends on the shards
    assert in_any_order(results["whole"]) == in_any_order(results["merged"])
    missing = run_judge("merge", "out/1", "out/2", "--output", "other", cwd=folder)
    assert (missing.returncode, missing.stderr) == (2, "judge: of 3 shards these are missing: 3\n")


# The command line


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nosuch", "class", "--output", "out"], "no challenge at nosuch"),
        (["double", "nosuch", "--output", "out"], "nosuch: there is no such file or folder"),
        (["double", "class"], "Missing option '--output' (try judge grade --help)"),
        (["double", "class", "--output", "class/s000.py"], "class/s000.py: cannot be written: File exists"),
        (["double", "class", "--output", "out", "--executor", "local:0"], "with a number of processes from 1"),
        (["double", "class", "--output", "out", "--executor", "ray:x"], "there are local, local:N and dask:ADDRESS"),
        (["double", "class", "--output", "out", "--executor", "dask:x"], "write dask:tcp://HOST:PORT"),
        (["double", "class", "--output", "out", "--shard", "3/2"], "write I/N with I from 1 to N, such as 3/16"),
    ],
)
def test_wrong_arguments_are_one_line(folder: Path, arguments: list[str], message: str) -> None:
    """They end the command with status 2, before anything is judged."""
    write_class(folder, 1)
    done = run_judge("grade", *arguments, cwd=folder)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert message in done.stderr


def test_isolation_that_cannot_be_had_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is required unless something else is said, and asked for before anything is judged."""

    def refuse(_: object) -> None:
        raise IsolationError("isolation here is basic")

    monkeypatch.setattr("judge.sandbox.levels.require", refuse)
    monkeypatch.chdir(folder)
    write_class(folder, 1)
    with pytest.raises(IsolationError):
        grade_command.command.main(["double", "class", "--output", "out"], standalone_mode=False)
    assert read(folder / "out") == []


def test_dask_that_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message says how to install it."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    monkeypatch.delitem(sys.modules, "judge.batch.dask", raising=False)
    with pytest.raises(UsageError, match=r"install Dask: pip install 'judge\[dask\]'"):
        find_processes("dask:tcp://127.0.0.1:8786")


class Shown(ProgressLine):
    """A line of progress on a terminal that remembers what it showed."""

    is_shown = True

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def show(self, text: str) -> None:
        """Remember."""
        self.texts.append(text)


class Judged:
    """Results as far as progress looks at them."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}

    def __len__(self) -> int:
        return sum(self.counts.values())


def test_progress_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bar, how many are done, how fast, how long it will take, and what became of them: in one line of the terminal."""
    now = 100.0
    monkeypatch.setattr(grade_command.time, "monotonic", lambda: now)
    monkeypatch.setenv("COLUMNS", "100")
    results, line = Judged(), Shown()
    results.counts["accepted"] = 400  # of an earlier run
    progress = grade_command._Progress(results, 4_000, line)  # type: ignore[arg-type]
    results.counts |= {"accepted": 900, "wrong_answer": 100}
    now += 10.0
    progress.count()
    monkeypatch.setenv("COLUMNS", "40")
    progress.count()
    assert line.texts == [
        "[##------------------] 400 of 4,000, 0.0/s  AC 400",
        "[#####---------------] 1,000 of 4,000, 60.0/s, 50 s left  AC 900 WA 100",
        "[#####---------------] 1,000 of 4,000, ",
    ]


def test_progress_elsewhere(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Plain lines, one in fifteen seconds."""
    now = 100.0
    monkeypatch.setattr(grade_command.time, "monotonic", lambda: now)
    results = Judged()
    progress = grade_command._Progress(results, 100_000, ProgressLine())  # type: ignore[arg-type]
    for _ in range(40):
        now += 1.0
        results.counts["accepted"] = results.counts.get("accepted", 0) + 5
        progress.count()
    assert capsys.readouterr().err == (
        "judge: 80 of 100,000, 5.0/s, 5 h 33 min left  AC 80\njudge: 160 of 100,000, 5.0/s, 5 h 32 min left  AC 160\n"
    )
