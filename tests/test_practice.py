"""The practice loop besides watching: trying the examples, comparing files, completing commands, reading on a terminal."""

from __future__ import annotations

import os
import pty
import subprocess
from pathlib import Path

import pytest

from judge.report.markdown import render_markdown
from tests.building import REFERENCE, clean_environment, judge_command, run_judge, write_challenge, write_submission

WRONG = "def double(n):\n    return 0\n"
SPEC = """\
# Double

Write `double(n)`, which returns **twice** its argument.

>>> double(0)
0
>>> double(2)
4
>>> double(3)
6

- It is fast.
"""
TESTS = '''\
def test_secret(solution):
    """Doubles a secret."""
    assert solution(77) == 154
'''


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A working folder with the challenge `double`, whose statement has examples, and right.py and wrong.py."""
    write_challenge(tmp_path / "challenges" / "double", TESTS, spec=SPEC)
    write_submission(tmp_path, REFERENCE, "right.py")
    write_submission(tmp_path, WRONG, "wrong.py")
    return tmp_path


# judge try


def test_examples_that_hold(folder: Path) -> None:
    """A submission that fits the examples passes a trial, whatever hidden tests would say; what it prints is shown."""
    write_submission(folder, "def double(n):\n    print('at', n)\n    return {0: 0, 2: 4, 3: 6}[n]\n", "fits.py")
    done = run_judge("try", "double", "fits.py", cwd=folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "3 of 3 examples hold  double · fits.py\n\n✓ double(0)\n✓ double(2)\n✓ double(3)\n"
        "\n  standard output\n  | at 0\n  | at 2\n  | at 3\n"
    )


def test_example_that_does_not_hold(folder: Path) -> None:
    """The first example that fails is explained, also where the policy shows verdicts alone: the statement is public."""
    write_challenge(folder / "challenges" / "double", TESTS, spec=SPEC, settings='feedback = "verdict"')
    done = run_judge("try", "double", "wrong.py", cwd=folder)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout == (
        "1 of 3 examples hold  double · wrong.py\n\n"
        "✓ double(0)\n✗ double(2)\n    double(2)\n    returned  0\n    expected  4\n  double(3)\n"
    )


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("def double(n):\n    raise ValueError('\\x1b[2J')\n", r"raised    ValueError: \x1b[2J"),
        ("def double(n):\n    while True: pass\n", "0 of 3 examples hold"),
        ("def double(n:\n", "INVALID SUBMISSION  double"),
    ],
    ids=["exception", "loop", "syntax"],
)
def test_trial_of_what_fails(folder: Path, source: str, reason: str) -> None:
    """Whatever a submission does, a trial ends with status 1 and says what it was, escaped."""
    settings = "[limits]\ncpu_seconds_per_call = 0.2"
    write_challenge(folder / "challenges" / "double", TESTS, spec=SPEC, settings=settings)
    done = run_judge("try", "double", "-", cwd=folder, stdin=source.encode())
    assert (done.returncode, done.stderr) == (1, "")
    assert reason in done.stdout
    assert "\x1b" not in done.stdout
    assert "secret" not in done.stdout


def test_statement_without_examples(folder: Path) -> None:
    """Where there is nothing to try, that is a usage error that names the command which judges."""
    write_challenge(folder / "challenges" / "double", TESTS)
    done = run_judge("try", "double", "right.py", cwd=folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "judge: the statement of double has no examples; judge run double FILE judges\n"


# judge run with several files


def test_files_are_compared(folder: Path) -> None:
    """Several files are shown side by side, by what they got and by property; the status is that of the worst."""
    write_submission(folder, "nonsense(", "broken.py")
    done = run_judge("run", "double", "right.py", "wrong.py", "broken.py", cwd=folder)
    assert (done.returncode, done.stderr) == (1, "")
    head, table, message, properties = done.stdout.rstrip("\n").split("\n\n")
    assert head == "double · 3 submissions"
    rows = [line.split()[:4] for line in table.splitlines()[1:]]
    assert rows == [["1", "right.py", "AC", "100%"], ["2", "wrong.py", "WA", "0%"], ["3", "broken.py", "CE", "0%"]]
    assert message.startswith("   3  the source is not valid Python: ")
    assert [line.split()[-3:] for line in properties.splitlines()] == [["1", "2", "3"], *[["AC", "WA", "CE"]] * 2]
    assert run_judge("run", "double", "right.py", "right.py", cwd=folder).returncode == 0


def test_comparison_goes_where_a_report_goes(folder: Path) -> None:
    """--output, --feedback and standard input do what they do for one file."""
    options = ["--output", "report.txt", "--feedback", "verdict"]
    done = run_judge("run", "double", "-", "right.py", *options, cwd=folder, stdin=WRONG.encode())
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "")
    report = (folder / "report.txt").read_text("utf-8")
    assert [line.split()[1:3] for line in report.splitlines()[3:]] == [["-", "WA"], ["right.py", "AC"]]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["right.py", "nosuch.py"], "there is no file nosuch.py"),
        (["-", "-"], "standard input can be read once"),
        (["right.py", "wrong.py", "--format", "json"], "judge grade writes results of many"),
    ],
)
def test_comparison_that_cannot_be_made(folder: Path, arguments: list[str], message: str) -> None:
    """A file that is not there, standard input twice, or a format for one submission: nothing is judged, one line says why."""
    done = run_judge("run", "double", *arguments, cwd=folder, stdin=b"")
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert len(done.stderr.splitlines()) == 1


# Completion


def completions(folder: Path, line: str) -> list[str]:
    """What bash is told when Tab is pressed at the end of a line."""
    words = line.split(" ")
    done = run_judge(
        cwd=folder, _JUDGE_COMPLETE="bash_complete", COMP_WORDS=" ".join(words), COMP_CWORD=str(len(words) - 1)
    )
    assert (done.returncode, done.stderr) == (0, "")
    return [kind_and_value.partition(",")[2] for kind_and_value in done.stdout.splitlines()]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("judge wa", ["watch"]),
        ("judge run dou", ["double"]),
        ("judge verify dou", ["double"]),
        ("judge run double x.py --format j", ["json", "jsonl", "junit"]),
        ("judge history --he", ["--help"]),
    ],
)
def test_tab_completes(folder: Path, line: str, expected: list[str]) -> None:
    """Commands, challenges, options and their values are completed."""
    assert completions(folder, line) == expected


def test_bash_completes_with_the_script(folder: Path) -> None:
    """The script for bash, read by bash, completes a challenge."""
    judge = folder / "judge"
    judge.write_text(f'#!/bin/sh\nexec {" ".join(map(str, judge_command()))} "$@"\n')
    judge.chmod(0o755)
    script = (
        'eval "$(judge completion bash)"\n'
        "COMP_WORDS=(judge watch dou); COMP_CWORD=2; _judge_completion judge; echo ${COMPREPLY[@]}\n"
    )
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=folder,
        env=clean_environment(PATH=f"{folder}:{os.environ['PATH']}"),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("double\n", "")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_script_asks_as_judge_answers(folder: Path, shell: str) -> None:
    """Each shell's script sets the variable that has judge answer."""
    script = run_judge("completion", shell, cwd=folder).stdout
    assert f"_JUDGE_COMPLETE={shell}_complete" in script


# Reading on a terminal


def on_terminal(folder: Path, *arguments: str, **environment: str) -> str:
    """What a command shows on a terminal of 60 columns."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        judge_command(*arguments),
        cwd=folder,
        env=clean_environment(TERM="xterm", COLUMNS="60", PYTHONIOENCODING="utf-8", **environment),
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
    ) as process:
        os.close(theirs)
        shown = b""
        try:
            while chunk := os.read(ours, 65_536):
                shown += chunk
        except OSError:  # what Linux answers when the other end is closed
            pass
        os.close(ours)
        assert process.wait() == 0
    return shown.decode().replace("\r\n", "\n")


def test_statement_is_laid_out_on_a_terminal(folder: Path) -> None:
    """On a terminal the statement is shown without its markup, in the width of the window; elsewhere as it was written."""
    shown = on_terminal(folder, "show", "double", NO_COLOR="1")
    assert "\x1b" not in shown
    assert "Write double(n), which returns twice its argument." in shown
    assert " • It is fast." in shown
    assert max(map(len, shown.partition("Entry point")[0].splitlines())) <= 60
    assert "\x1b[36mdouble(n)\x1b[0m" in on_terminal(folder, "show", "double")
    assert run_judge("show", "double", cwd=folder).stdout.startswith(SPEC)


def test_list_fits_the_terminal(folder: Path) -> None:
    """Tags that do not fit go below; a title cannot steer the terminal."""
    (folder / "challenges" / "double" / "challenge.toml").write_text(
        'title = "Double \\u001b[2J"\nentry_point = "double"\ntags = ["arithmetic", "integers", "multiplication"]\n'
    )
    shown = on_terminal(folder, "list", NO_COLOR="1")
    assert shown == "double  Double \\x1b[2J\n        [arithmetic, integers, multiplication]\n"


def test_statement_cannot_steer_the_terminal() -> None:
    """Control characters of a statement are shown escaped, also in code and in links."""
    text = "# \x1b[2J\n\n`\x1b]0;x\x07`\n\n[x](http://\x1b[2J)\n\n    \x1b[2J\n\n&#27;[2J\n"
    shown = render_markdown(text, width=80, color=False)
    assert "\x1b" not in shown
    assert "\x07" not in shown
