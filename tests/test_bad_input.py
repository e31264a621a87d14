"""Submissions and paths of every odd kind: a verdict where there is something to judge, else one clear line."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from pathlib import Path

import pytest

from judge import Grade, UsageError, Verdict, grade
from tests.building import (
    REFERENCE,
    clean_environment,
    judge_command,
    judge_source,
    only,
    run_judge,
    write_challenge,
    write_submission,
)

TWO = "def test_two(solution):\n    assert solution(2) == 4\n"


@pytest.fixture
def challenge(tmp_path: Path) -> Path:
    """A challenge with one plain test."""
    return write_challenge(tmp_path / "double", TWO)


def judge_bytes(folder: Path, content: bytes) -> Grade:
    """Judge the bytes of a submission."""
    return judge_source(folder, content, TWO)


@pytest.mark.parametrize(
    "content",
    [
        REFERENCE.encode("utf-8-sig"),
        REFERENCE.replace("\n", "\r\n").encode(),
        REFERENCE.replace("\n", "\r").encode(),
        REFERENCE.rstrip().encode(),
        b"# -*- coding: latin-1 -*-\n# Gr\xf6\xdfe\n" + REFERENCE.encode(),
        b"# coding: utf-8\n# Gr\xc3\xb6\xc3\x9fe\n" + REFERENCE.encode(),
        REFERENCE.replace("double(n)", "double(größe)").replace("* n", "* größe").encode(),
        b"#!/usr/bin/env python3\n" + REFERENCE.encode(),
        b"\n" * 10_000 + REFERENCE.encode(),
        b'"""' + b"x" * 900_000 + b'"""\n' + REFERENCE.encode(),
        b"if __name__ == '__main__':\n    raise SystemExit(input())\n" + REFERENCE.encode(),
        b"from __future__ import annotations\n" + REFERENCE.encode(),
    ],
    ids=[
        "byte order mark",
        "CRLF",
        "CR",
        "no last line end",
        "latin-1 with cookie",
        "UTF-8 with cookie",
        "non-ASCII names",
        "shebang",
        "many blank lines",
        "900 kB",
        "main block",
        "future import",
    ],
)
def test_sources_that_python_takes(tmp_path: Path, content: bytes) -> None:
    """Whatever encoding, line ends or size Python itself takes, the judge takes."""
    result = judge_bytes(tmp_path, content)
    assert result.verdict is Verdict.ACCEPTED, result.message


@pytest.mark.parametrize(
    ("content", "cause", "message"),
    [
        (b"", "entry_point", "no function double"),
        (b"\n\n", "entry_point", "no function double"),
        (b"x = 'Gr\xf6\xdfe'\n" + REFERENCE.encode(), "syntax_error", "utf-8"),
        (REFERENCE.encode("utf-16"), "syntax_error", ""),
        (REFERENCE.encode("utf-32"), "syntax_error", ""),
        (b"\0" + REFERENCE.encode(), "syntax_error", "null"),
        (REFERENCE.encode() + b"\0", "syntax_error", "null"),
        (bytes(range(256)) * 100, "syntax_error", ""),
        (b"\x7fELF" + bytes(1_000), "syntax_error", ""),
        (b"# coding: nosuch\n" + REFERENCE.encode(), "syntax_error", "nosuch"),
        (b"# coding: utf-16\n" + REFERENCE.encode(), "syntax_error", ""),
        (b"x = " + b"(" * 5_000 + b")" * 5_000, "syntax_error", ""),
        (b"x = " + b"9" * 10_000, "syntax_error", "digits"),
        (b"  " + REFERENCE.encode(), "syntax_error", "indent"),
        (b"print 'python 2'\n", "syntax_error", "print"),
        (b"#" * (10 << 20), "source_size", "10,485,760 bytes"),
        (b"double\n" + REFERENCE.encode(), "import_error", "'double' is not defined"),
    ],
)
def test_sources_that_python_does_not_take(tmp_path: Path, content: bytes, cause: str, message: str) -> None:
    """What is no working Python module is judged an invalid submission, and its message says why."""
    result = judge_bytes(tmp_path, content)
    assert (result.verdict, result.cause) == (Verdict.INVALID_SUBMISSION, cause)
    assert message in result.message
    assert only(result).verdict is Verdict.INVALID_SUBMISSION


@pytest.mark.parametrize(
    "name",
    [
        "two words.py",
        "quo'te\".py",
        "new\nline.py",
        "żółw 🐢.py",
        "-dash.py",
        "no_suffix",
        "a\udcff.py",
        "\x1b[31mred.py",
        "x" * 250,
    ],
)
def test_names_of_every_kind(challenge: Path, tmp_path: Path, name: str) -> None:
    """A submission may have any name the file system takes; a traceback shows it."""
    submission = write_submission(tmp_path / "in", "def double(n):\n    raise ValueError(n)\n", name)
    result = grade(challenge, submission)
    assert result.submission == str(submission)
    assert (result.verdict, result.cause) == (Verdict.RUNTIME_ERROR, "exception")
    assert ", line 2, in double" in only(result).counterexample.traceback


def refusal(challenge: Path, submission: str | Path) -> str:
    """The message with which a submission's path is refused."""
    with pytest.raises(UsageError) as raised:
        grade(challenge, submission)
    return str(raised.value)


def test_paths_that_are_no_files(challenge: Path, tmp_path: Path) -> None:
    """A path that leads to no readable file is a usage error that names it."""
    assert refusal(challenge, tmp_path / "nosuch.py") == f"there is no file {tmp_path / 'nosuch.py'}"
    assert refusal(challenge, tmp_path) == f"{tmp_path} is a folder; name the .py file in it"
    assert "Not a directory" in refusal(challenge, challenge / "spec.md" / "x.py")
    assert "File name too long" in refusal(challenge, tmp_path / ("x" * 300))
    assert "null" in refusal(challenge, "a\0b.py")
    (tmp_path / "circle").symlink_to("circle")
    assert "Too many levels" in refusal(challenge, tmp_path / "circle")
    (tmp_path / "dangling").symlink_to("nosuch")
    assert "there is no file" in refusal(challenge, tmp_path / "dangling")
    assert "cannot be read" in refusal(challenge, "/proc/self/mem")
    assert "holds more than" in refusal(challenge, "/dev/zero")
    assert refusal(challenge, "") == "there is no file "


def test_unreadable_file(challenge: Path, tmp_path: Path) -> None:
    """A file without permission is a usage error."""
    submission = write_submission(tmp_path, REFERENCE)
    submission.chmod(0)
    grade(challenge, write_submission(tmp_path, REFERENCE, "right.py"))  # imports what it needs while it may
    user = os.geteuid()
    if user == 0:  # who may read everything, until becoming somebody else for a moment
        os.seteuid(65_534)
    try:
        assert "cannot be read: Permission denied" in refusal(challenge, submission)
    finally:
        os.seteuid(user)


def test_empty_device_is_an_empty_submission(challenge: Path) -> None:
    """/dev/null is a readable file with nothing in it."""
    assert grade(challenge, "/dev/null").cause == "entry_point"


def test_named_pipe_without_a_writer_is_refused(challenge: Path, tmp_path: Path) -> None:
    """A named pipe that nobody writes to does not hang the judge."""
    os.mkfifo(tmp_path / "pipe")
    assert "nobody writes to" in refusal(challenge, tmp_path / "pipe")


def test_named_pipe_with_a_writer_is_read(challenge: Path, tmp_path: Path) -> None:
    """A named pipe is read to its end, also where the writer takes a while."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)

    def write() -> None:
        with pipe.open("wb") as file:
            for line in REFERENCE.encode().splitlines(keepends=True):
                file.write(line)
                file.flush()
                time.sleep(0.05)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert grade(challenge, pipe).verdict is Verdict.ACCEPTED
    finally:
        writer.join()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["double", "nosuch.py"], "there is no file nosuch.py"),
        (["double", "."], ". is a folder"),
        (["double", "new\nline\x1b[31m.py"], r"there is no file new line\x1b[31m.py"),
        (["double", b"a\xff.py"], r"there is no file a\udcff.py"),
        (["duoble", "submission.py"], "no challenge at duoble"),
        (["challenges/duoble", "submission.py"], "did you mean double?"),
        (["nosuchthing", "submission.py"], "./challenges holds double"),
        (["submission.py", "submission.py"], "no challenge at submission.py"),
        (["", "submission.py"], "holds no challenge.toml"),
        (["challenges", "submission.py"], "challenges is not a challenge: it holds no challenge.toml"),
        (["x" * 300, "submission.py"], "File name too long"),
        (["submission.py/x", "submission.py"], "no challenge at submission.py/x"),
    ],
)
def test_command_line_says_it_in_one_line(tmp_path: Path, arguments: list[str | bytes], message: str) -> None:
    """A path that leads nowhere ends `judge run` with status 2 and one line, control characters escaped."""
    write_challenge(tmp_path / "challenges" / "double")
    write_submission(tmp_path, REFERENCE)
    done = run_judge("run", *arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("judge: ")
    assert done.stderr.count("\n") == 1
    assert "\x1b" not in done.stderr
    assert message in done.stderr


def test_endless_standard_input_is_refused(tmp_path: Path) -> None:
    """Standard input without end is a usage error after a bounded number of bytes."""
    write_challenge(tmp_path / "double")
    with Path("/dev/zero").open("rb") as zeros:
        done = subprocess.run(
            judge_command("run", "double", "-"),
            cwd=tmp_path,
            env=clean_environment(),
            stdin=zeros,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("judge: standard input holds more than")


def test_module_that_is_no_library_can_be_graded_in(challenge: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where standard input cannot be read, as below pytest, `-` is a usage error."""
    assert "standard input" in refusal(challenge, "-")
    monkeypatch.setattr("sys.stdin", None)
    assert "standard input is closed" in refusal(challenge, "-")
