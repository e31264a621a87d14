"""`judge watch` in real processes: a verdict at each save, what changed, and everything that can happen to a file meanwhile."""

from __future__ import annotations

import contextlib
import os
import pty
import re
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from queue import Empty, Queue

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

WRONG = "def double(n):\n    return 0\n"
LOOPS = "def double(n):\n    while True:\n        pass\n"
TESTS = (
    DOUBLES
    + '''\

def test_zero(solution):
    """Doubles zero."""
    assert solution(0) == 0
'''
)


class Watch:
    """A `judge watch` that runs; what it prints is read as it comes."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self._lines: Queue[str] = Queue()
        self._end = "isolation "
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line.rstrip("\n"))

    def report(self) -> str:
        """The next report, up to its last line."""
        lines: list[str] = []
        deadline = time.monotonic() + 60
        while True:
            try:
                lines.append(self._lines.get(timeout=max(0.0, deadline - time.monotonic())))
            except Empty:
                raise AssertionError(f"no report in a minute, only {lines}") from None
            if not lines[-1] and self._end in lines[-2]:  # its figures, and from the second on what has changed
                self._end = "  CPU "
                return "\n".join(lines).strip()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A working folder with the challenge `double` and a right submission, `mine.py`."""
    write_challenge(tmp_path / "challenges" / "double", TESTS)
    write_submission(tmp_path, REFERENCE, "mine.py")
    return tmp_path


@contextlib.contextmanager
def watching(folder: Path, *options: str, **environment: str) -> Iterator[Watch]:
    """Run `judge watch double mine.py`, and end it as Ctrl-C does."""
    with subprocess.Popen(
        judge_command("watch", "double", "mine.py", *options),
        cwd=folder,
        env=clean_environment(**environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield Watch(process)
            process.send_signal(signal.SIGINT)
            assert process.wait(timeout=20) == 130
            assert process.stderr is not None
            assert process.stderr.read() == "judge: interrupted\n"
        finally:
            process.kill()


def test_each_save_gets_a_verdict_and_what_changed(folder: Path) -> None:
    """A save is judged, and the report ends with what is different: the verdict, and the properties that changed."""
    with watching(folder) as watch:
        first = watch.report()
        assert first.startswith("ACCEPTED  double · mine.py\n")
        assert "Since" not in first
        write_submission(folder, WRONG, "mine.py")
        second = watch.report()
        assert second.startswith("WRONG ANSWER  double · mine.py\n")
        changes = second.partition("Since the last verdict:\n")[2].splitlines()
        assert changes[:-1] == ["  accepted → wrong answer", "  ✗ no longer holds: Doubles any number."]
        assert re.fullmatch(r"  CPU [\d.]+ m?s → [\d.]+ m?s", changes[-1])
        write_submission(folder, REFERENCE, "mine.py")
        assert "  wrong answer → accepted\n  ✓ holds now: Doubles any number.\n" in watch.report()


def test_every_way_to_save_counts(folder: Path) -> None:
    """A file may be renamed into place, be gone for a while, or not be Python for a moment."""
    with watching(folder) as watch:
        watch.report()
        write_submission(folder, WRONG, "new.py").replace(folder / "mine.py")
        assert watch.report().startswith("WRONG ANSWER")
        (folder / "mine.py").unlink()
        write_submission(folder, "def double(n:\n", "new.py").replace(folder / "mine.py")
        broken = watch.report()
        assert broken.startswith("INVALID SUBMISSION")
        assert "  wrong answer → invalid submission\n  CPU" in broken
        write_submission(folder, REFERENCE, "mine.py")
        assert "  invalid submission → accepted\n  CPU" in watch.report()


def test_save_while_judging_begins_again(folder: Path) -> None:
    """Nobody waits for the verdict of an endless loop that is mended already."""
    write_challenge(
        folder / "challenges" / "double", TESTS, settings="[limits]\ncpu_seconds_per_call = 500\ncpu_seconds = 900"
    )
    with watching(folder) as watch:
        watch.report()
        write_submission(folder, LOOPS, "mine.py")
        deadline = time.monotonic() + 40
        while cpu_seconds_below(watch.process.pid) < 0.5:  # only the loop takes that long
            assert time.monotonic() < deadline
            time.sleep(0.02)
        write_submission(folder, WRONG, "mine.py")
        report = watch.report()
        assert report.startswith("WRONG ANSWER")
        assert "  accepted → wrong answer\n" in report
        write_submission(folder, REFERENCE, "mine.py")
        assert watch.report().startswith("ACCEPTED")


def cpu_seconds_below(pid: int) -> float:
    """CPU time of the busiest process below one."""
    most = 0.0
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            fields = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()
            most = max(
                most, (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK"), cpu_seconds_below(int(child))
            )
    return most


def test_changes_show_no_more_than_the_policy(folder: Path) -> None:
    """Where only verdicts may be seen, what changed is the verdict."""
    write_challenge(folder / "challenges" / "double", TESTS, settings='feedback = "verdict"')
    with watching(folder) as watch:
        watch.report()
        write_submission(folder, WRONG, "mine.py")
        report = watch.report()
    assert "accepted → wrong answer" in report
    assert "oubles" not in report


def test_terminal_shows_the_last_verdict_alone(folder: Path) -> None:
    """On a terminal each report begins on an empty screen, and a line says what is waited for."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        judge_command("watch", "double", "mine.py"),
        cwd=folder,
        env=clean_environment(TERM="xterm", COLUMNS="80"),
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
    ) as process:
        os.close(theirs)
        shown = b""
        while b"Ctrl-C ends" not in shown:
            shown += os.read(ours, 65_536)
        process.terminate()
        process.wait(timeout=20)
        os.close(ours)
    assert b"\x1b[2J\x1b[H\x1b[1;32mACCEPTED" in shown
    assert shown.endswith("waiting for the next save; Ctrl-C ends …".encode())


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("nosuch.py", "there is no file nosuch.py"),
        ("challenges", "challenges is a folder"),
        ("-", "standard input is never saved again; name a file to watch"),
        ("/dev/null", "/dev/null is no regular file"),
    ],
)
def test_what_cannot_be_watched(folder: Path, name: str, message: str) -> None:
    """A file that is not there, or cannot be saved, is a usage error before anything is judged."""
    done = run_judge("watch", "double", name, cwd=folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"judge: {message}")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("redirection", "status", "error"),
    [("> /dev/full", 3, "judge: standard output: No space left on device\n"), ("| true", 141, "")],
    ids=["full", "closed"],
)
def test_report_that_reaches_nobody_ends_it(folder: Path, redirection: str, status: int, error: str) -> None:
    """Where reports cannot be printed there is no point in going on."""
    judge = " ".join(map(str, judge_command("watch", "double", "mine.py")))
    done = subprocess.run(
        ["bash", "-c", f"{judge} {redirection}; exit ${{PIPESTATUS[0]}}"],
        cwd=folder,
        env=clean_environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (status, error)
