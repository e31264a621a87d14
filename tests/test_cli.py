"""The command `judge` in real processes: statuses, streams, signals, terminals and start-up."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.building import (
    DOUBLES,
    REFERENCE,
    clean_environment,
    judge_command,
    run_judge,
    write_challenge,
    write_submission,
)

ROOT = Path(__file__).parents[1]
WRONG = "def double(n):\n    return 0\n"
LOOPS = "def double(n):\n    while True:\n        pass\n"
TWO = 'def test_two(solution):\n    """Doubles two."""\n    assert solution(2) == 4\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A working folder with the challenge `challenges/double` and the submissions right.py and wrong.py."""
    write_challenge(tmp_path / "challenges" / "double", TWO)
    write_submission(tmp_path, REFERENCE, "right.py")
    write_submission(tmp_path, WRONG, "wrong.py")
    return tmp_path


def one_line(done: subprocess.CompletedProcess[str]) -> str:
    """The one line on standard error, where nothing is on standard output."""
    assert done.stdout == ""
    assert re.fullmatch(r"judge: [^\n]+\n", done.stderr), done.stderr
    return done.stderr


@pytest.mark.parametrize(
    ("arguments", "status", "begins"),
    [
        (["double", "right.py"], 0, "ACCEPTED  double · right.py\n"),
        (["challenges/double", "wrong.py"], 1, "WRONG ANSWER  double · wrong.py\n"),
        (["challenges/double/", "./right.py", "--seed", "3"], 0, "ACCEPTED  double · ./right.py\n"),
    ],
)
def test_run_reports_and_tells_by_its_status(folder: Path, arguments: list[str], status: int, begins: str) -> None:
    """`judge run` takes a folder or a bare name; 0 is accepted, 1 is judged and not accepted."""
    before = sorted(folder.rglob("*"))
    done = run_judge("run", *arguments, cwd=folder)
    assert (done.returncode, done.stderr) == (status, "")
    assert done.stdout.startswith(begins)
    assert sorted(folder.rglob("*")) == before


def test_judge_error_has_its_own_status(folder: Path) -> None:
    """A broken hidden test gives 3 and is named; the submission is not blamed."""
    write_challenge(folder / "challenges" / "double", TWO.replace("4", "nosuch"))
    done = run_judge("run", "double", "right.py", cwd=folder)
    assert done.returncode == 3
    assert done.stdout.startswith("JUDGE ERROR")
    assert "nosuch" in done.stdout
    assert "not the submission's fault" in done.stdout


@pytest.mark.parametrize(
    ("tests", "reason"),
    [
        ("raise SystemExit(0)\n", "SystemExit(0)"),
        ("import os\nos.nosuch\n", "AttributeError"),
        ("pytest.exit('bye', 0)\n", "bye"),
        ("def check():\n    pass\n", "no test function"),
    ],
)
def test_invalid_challenge_is_a_line_and_status_2(folder: Path, tests: str, reason: str) -> None:
    """Hidden tests that cannot be run never end in status 0, whatever they exit with."""
    write_challenge(folder / "challenges" / "double", tests)
    done = run_judge("run", "double", "right.py", cwd=folder)
    assert done.returncode == 2
    assert reason in one_line(done)


def test_isolation_that_cannot_be_had_is_refused(folder: Path) -> None:
    """`--isolation required` either judges in isolation or ends with 3; it never silently does less."""
    done = run_judge("run", "double", "right.py", "--isolation", "required", "--format", "json", cwd=folder)
    if done.returncode == 3:
        assert "'strong' is required" in one_line(done)
    else:
        assert json.loads(done.stdout)["isolation"]["level"] in {"strong", "full"}


def test_submission_from_standard_input(folder: Path) -> None:
    """`-` reads the submission from standard input."""
    done = run_judge("run", "double", "-", cwd=folder, stdin=REFERENCE.encode())
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, "ACCEPTED  double · -")
    empty = run_judge("run", "double", "-", cwd=folder, stdin=b"")
    assert (empty.returncode, empty.stdout.splitlines()[0]) == (1, "INVALID SUBMISSION  double · -")


def test_list_and_show(folder: Path) -> None:
    """`judge list` names the challenges, `judge show` a statement with its limits and nothing of the tests."""
    listed = run_judge("list", cwd=folder)
    assert (listed.returncode, listed.stdout) == (0, "double  Double a number\n")
    shown = run_judge("show", "double", cwd=folder)
    assert (shown.returncode, shown.stderr) == (0, "")
    assert shown.stdout.startswith("# Double\n")
    assert "Entry point   double\n" in shown.stdout
    assert "10 s of CPU time per call" in shown.stdout
    assert "test_two" not in shown.stdout


def test_list_goes_on_past_an_invalid_challenge(folder: Path) -> None:
    """One invalid challenge is a line on standard error and status 2; the others are listed."""
    write_challenge(folder / "challenges" / "broken", settings="titel = 3")
    done = run_judge("list", cwd=folder)
    assert (done.returncode, done.stdout) == (2, "double  Double a number\n")
    assert "titel: unknown key; did you mean 'title'?" in done.stderr
    assert "\n" not in done.stderr.strip()


def test_shipped_challenges_are_listed() -> None:
    """The challenges of this repository are all valid."""
    done = run_judge("list", cwd=ROOT)
    assert (done.returncode, done.stderr) == (0, "")
    assert "primes" in done.stdout


@pytest.mark.parametrize("command", [[], ["run"], ["list"], ["show"]])
def test_help_has_an_example(command: list[str]) -> None:
    """Every command explains itself with an example that begins with `judge`, left as it was written."""
    done = run_judge(*command, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(" ".join(["Usage: judge", *command]))
    assert re.search(r"^  Examples?:\n    judge \w+", done.stdout, re.MULTILINE)
    assert "\\b" not in done.stdout


def test_without_arguments_help_is_shown() -> None:
    """`judge` alone shows the help on standard error, as a usage error."""
    done = run_judge()
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("Usage: judge")


def test_version() -> None:
    """`judge --version` names the version."""
    done = run_judge("--version")
    assert (done.returncode, done.stdout) == (0, "judge, version 0.1.0\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["rnu", "double", "right.py"], "no command 'rnu'; did you mean 'run'? (try judge --help)"),
        (["frobnicate"], "no command 'frobnicate'; there are run, try, watch, bench, history"),
        (["--frobnicate"], "--frobnicate"),
        (["run"], "CHALLENGE"),
        (["run", "double"], "SUBMISSION"),
        (["run", "double", "right.py", "more"], "more"),
        (["run", "double", "right.py", "--fromat", "json"], "--format"),
        (["run", "double", "right.py", "--format", "yaml"], "'text', 'json'"),
        (["run", "double", "right.py", "--seed", "x"], "'x' is not a valid integer"),
        (["run", "double", "right.py", "--seed", "-1"], "-1"),
        (["run", "double", "right.py", "--feedback", "all"], "'counterexample'"),
        (["run", "double", "right.py", "--isolation", "none"], "'best-effort'"),
        (["run", "double", "right.py", "--output"], "--output"),
        (["show"], "CHALLENGE"),
        (["show", "duoble"], "did you mean double?"),
        (["list", "nosuch"], "no challenges in nosuch"),
    ],
)
def test_usage_errors_are_one_line(folder: Path, arguments: list[str], message: str) -> None:
    """A wrong command line ends with status 2 and one line that says what is wrong."""
    done = run_judge(*arguments, cwd=folder)
    assert done.returncode == 2
    assert message in one_line(done)


# Where the report goes


def test_output_goes_to_a_file(folder: Path) -> None:
    """--output writes the report, over an older one, and prints nothing."""
    (folder / "report.json").write_text("old")
    done = run_judge("run", "double", "right.py", "--format", "json", "--output", "report.json", cwd=folder)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert json.loads((folder / "report.json").read_text())["verdict"] == "accepted"


@pytest.mark.parametrize(
    ("output", "message"),
    [
        ("nosuch/report.txt", "there is no folder nosuch"),
        ("challenges", "challenges is a folder"),
        ("right.py/report.txt", "there is no folder right.py"),
        ("x" * 300, "File name too long"),
    ],
)
def test_output_that_cannot_be_written_is_found_out_first(folder: Path, output: str, message: str) -> None:
    """A bad --output is a usage error before any work is done."""
    done = run_judge("run", "double", "right.py", "--output", output, cwd=folder)
    assert done.returncode == 2
    assert message in one_line(done)


def test_report_is_not_lost_with_its_file(folder: Path) -> None:
    """Where the file turns out full, the report goes to standard output and the status says so."""
    done = run_judge("run", "double", "right.py", "--output", "/dev/full", cwd=folder)
    assert done.returncode == 2
    assert done.stdout.startswith("ACCEPTED")
    assert "No space left on device" in done.stderr


def run_shell(folder: Path, line: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a line of shell in which $judge is the command."""
    judge = " ".join(map(str, judge_command()))
    return subprocess.run(
        ["bash", "-c", line],
        cwd=folder,
        env=clean_environment(judge=judge, **environment),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    ("line", "output", "error"),
    [
        ("$judge run double right.py >&-; echo $? >&2", "", "judge: standard output is closed; name a file"),
        ("$judge run double right.py > /dev/full; echo $? >&2", "", "judge: standard output: No space left on device"),
        ("$judge list > /dev/full; echo $? >&2", "", "judge: standard output: No space left on device"),
        ("$judge run double - <&-; echo $? >&2", "", "judge: standard input is closed"),
        ("$judge run double nosuch.py 2>&-; echo $? >&2", "", ""),
    ],
)
def test_closed_and_full_streams(folder: Path, line: str, output: str, error: str) -> None:
    """A stream that is closed or full is a line where there is one left for it, and never a verdict's status."""
    done = run_shell(folder, line)
    assert done.stdout == output
    *lines, status = done.stderr.splitlines()
    assert status in {"2", "3"}
    assert "\n".join(lines).startswith(error)
    assert len(lines) == bool(error)


def test_verdict_with_all_other_streams_closed(folder: Path) -> None:
    """The worker's pipes do not take the place of closed standard streams."""
    done = run_shell(folder, "$judge run double right.py --output report.txt <&- >&- 2>&-; echo $?")
    assert done.stdout == "0\n"
    assert (folder / "report.txt").read_text().startswith("ACCEPTED")


@pytest.mark.parametrize("command", ["run double right.py", "list", "--help", "show double"])
def test_closed_pipe_ends_quietly(folder: Path, command: str) -> None:
    """A reader that has gone ends the command as SIGPIPE would: no message, no traceback, no verdict's status."""
    done = run_shell(folder, f"$judge {command} | true; echo ${{PIPESTATUS[0]}}")
    assert (done.stdout, done.stderr) in {("141\n", ""), ("0\n", "")}  # 0 where all was written before the reader went
    first = run_shell(folder, f"$judge {command} | head -1")
    assert len(first.stdout.splitlines()) == 1
    assert first.stderr == ""


def test_ascii_terminal(folder: Path) -> None:
    """Where only ASCII can be printed, the judge's symbols have ASCII spellings and the rest is escaped."""
    write_submission(folder, "def double(n):\n    return 'ż'\n", "zły.py")
    done = run_judge("run", "double", "zły.py", cwd=folder, PYTHONIOENCODING="ascii")
    assert done.returncode == 1
    assert done.stdout.isascii()
    assert done.stdout.startswith("WRONG ANSWER  double | z\\u0142y.py\n\nx Doubles two.")
    assert "returned  '\\u017c'" in done.stdout


# Terminals


def run_on_terminal(folder: Path, *arguments: str, **environment: str) -> str:
    """Run the command with both outputs on a terminal, and return what appears there."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        judge_command(*arguments),
        cwd=folder,
        env=clean_environment(**{"TERM": "xterm", "COLUMNS": "80", **environment}),
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
    ) as process:
        os.close(theirs)
        shown = b""
        try:
            while select.select([ours], [], [], 60)[0] and (chunk := os.read(ours, 65_536)):
                shown += chunk
        except OSError:  # what Linux answers when the other end is closed
            pass
        os.close(ours)
        assert process.wait() in {0, 1}
    return shown.decode().replace("\r\n", "\n")


def test_terminal_gets_colour_and_progress(folder: Path) -> None:
    """On a terminal the verdict is coloured, and a line of progress comes and goes."""
    shown = run_on_terminal(folder, "run", "double", "right.py")
    assert "\r\x1b[2Kproperty 1 of 1 …" in shown
    assert shown.index("property 1 of 1") < shown.rindex("\r\x1b[2K") < shown.index("\x1b[1;32mACCEPTED\x1b[0m")


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}], ids=["NO_COLOR", "dumb"])
def test_terminal_without_colour(folder: Path, environment: dict[str, str]) -> None:
    """NO_COLOR and a dumb terminal are respected; a dumb one gets no progress either."""
    shown = run_on_terminal(folder, "run", "double", "right.py", **environment)
    report = shown.rpartition("\r\x1b[2K")[2]
    assert report.startswith("ACCEPTED  double · right.py\n")
    assert "\x1b" not in report
    assert ("property 1" in shown) == ("TERM" not in environment)


# Signals


def descendants(pid: int) -> Iterator[int]:
    """The processes below one, as the kernel lists them."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except (FileNotFoundError, ProcessLookupError):
        return
    for child in map(int, children):
        yield child
        yield from descendants(child)


def cpu_ticks(pid: int) -> int:
    """CPU time of a process so far, in clock ticks."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return int(fields[11]) + int(fields[12])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name)
@pytest.mark.parametrize("tests", [TWO, DOUBLES], ids=["plain", "hypothesis"])
def test_interrupt_ends_everything(folder: Path, number: signal.Signals, tests: str) -> None:
    """An interrupt while a submission loops ends promptly with 130, one line, no worker and no scratch folder."""
    write_challenge(folder / "challenges" / "double", tests, settings="[limits]\ncpu_seconds_per_call = 50")
    write_submission(folder, LOOPS, "loops.py")
    scratch = folder / "scratch"
    scratch.mkdir()
    process = subprocess.Popen(
        judge_command("run", "double", "loops.py"),
        cwd=folder,
        env=clean_environment(TMPDIR=str(scratch)),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + 40
    workers: list[int] = []
    while not any(cpu_ticks(pid) > 50 for pid in workers):  # half a second: only the submission's loop takes that
        assert time.monotonic() < deadline
        assert process.poll() is None
        time.sleep(0.02)
        workers = list(descendants(process.pid))
    process.send_signal(number)
    begin = time.monotonic()
    output, error = process.communicate(timeout=20)
    assert time.monotonic() - begin < 5
    assert (process.returncode, output, error) == (130, "", "judge: interrupted\n")
    assert [pid for pid in workers if Path(f"/proc/{pid}").exists()] == []
    assert list(scratch.iterdir()) == []


# Start-up


def modules_imported(folder: Path, *arguments: str) -> set[str]:
    """The names of all modules that a command imports."""
    command = [sys.executable, "-X", "importtime", "-m", "judge", *arguments]
    done = subprocess.run(
        command, cwd=folder, env=clean_environment(), capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return {line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if line.startswith("import time:")}


@pytest.mark.parametrize("arguments", [["list"], ["--help"], ["run", "--help"], ["show", "double"]])
def test_light_commands_import_nothing_heavy(folder: Path, arguments: list[str]) -> None:
    """What judges nothing imports neither pytest nor Hypothesis nor numpy."""
    imported = modules_imported(folder, *arguments)
    assert "click" in imported
    assert not imported & {"pytest", "_pytest", "hypothesis", "numpy", "judge.grading.session", "judge.host.worker"}


@pytest.mark.parametrize("tests", [TWO, DOUBLES], ids=["plain", "hypothesis"])
def test_run_imports_numpy_only_where_a_test_does(folder: Path, tests: str) -> None:
    """Judging itself does without numpy, and without SQLite where nothing enters the history."""
    write_challenge(folder / "challenges" / "double", tests)
    imported = modules_imported(folder, "run", "double", "right.py")
    assert "pytest" in imported
    assert not imported & {"numpy", "sqlite3", "rich", "multiprocessing"}
