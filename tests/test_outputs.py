"""`judge run` writes any number of reports at once, and says in a line what is wrong with a place to write one to."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from judge.cli.outputs import FORMATS
from tests.building import clean_environment, judge_command, run_judge, write_challenge, write_submission

RUNNER = dict.fromkeys(("CLASSROOM", "ASSIGNMENT", "SUBMISSION_TAG", "COMMIT_URL", "RELEASE_URL"), "x")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_challenge(tmp_path / "double")
    write_submission(tmp_path, "def double(n):\n    return 2 * n\n", "right.py")
    (tmp_path / "there").mkdir()
    return tmp_path


def test_several_reports_at_once(folder: Path) -> None:
    """The text goes to standard output, the others to their files."""
    arguments = ("--format", "text", "--output", "json:result.json", "--output", "junit:result.xml")
    done = run_judge("run", "double", "right.py", *arguments, cwd=folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("ACCEPTED  double")
    assert json.loads((folder / "result.json").read_text())["verdict"] == "accepted"
    assert (folder / "result.xml").read_text().startswith("<?xml")


def test_plain_output_takes_the_place_of_standard_output(folder: Path) -> None:
    """A file without a format gets that of --format, and nothing is printed; a path may hold a colon."""
    arguments = ("--format", "json", "--output", "./a:b.json", "--output", "text:a.txt")
    done = run_judge("run", "double", "right.py", *arguments, cwd=folder)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert json.loads((folder / "a:b.json").read_text())["score"] == 1
    assert (folder / "a.txt").read_text().startswith("ACCEPTED")


@pytest.mark.parametrize(
    ("outputs", "message"),
    [
        (
            ["jsno:a"],
            "judge: --output jsno:a: no format 'jsno'; did you mean json? (a file of that name is ./jsno:a)\n",
        ),
        (["zzz:a"], f"judge: --output zzz:a: no format 'zzz'; there are {', '.join(FORMATS)} (a file of that name is"),
        (["json:"], "judge: --output json: names no file; write json:FILE\n"),
        (["json"], "judge: --output json names no file; write json:FILE (a file of that name is ./json)\n"),
        (["json:there"], "judge: there is a folder; name a file to write the report to\n"),
        (["json:nowhere/a"], "judge: nowhere/a cannot be written: there is no folder nowhere\n"),
        (["json:a", "junit:a"], "judge: a is named by two --output; each report needs a file of its own\n"),
        (["json:a", "junit:./a"], "judge: a is named by two --output; each report needs a file of its own\n"),
        (["classroom50:a"], "judge: the format classroom50 needs the environment variables of its runner; CLASSROOM, "),
    ],
)
def test_bad_outputs_are_found_out_first(folder: Path, outputs: list[str], message: str) -> None:
    """What cannot be written is a usage error before any work is done, and nothing is written."""
    before = sorted(folder.iterdir())
    options = [option for output in outputs for option in ("--output", output)]
    done = run_judge("run", "double", "nosuch.py", *options, cwd=folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(message)
    assert done.stderr.count("\n") == 1
    assert sorted(folder.iterdir()) == before


def test_full_disk_costs_one_report_only(folder: Path) -> None:
    """The other reports are written, and the status says that one is not."""
    done = run_judge("run", "double", "right.py", "--output", "json:/dev/full", "--output", "junit:a.xml", cwd=folder)
    assert done.returncode == 2
    assert done.stdout.startswith("ACCEPTED")
    assert done.stderr == "judge: /dev/full cannot be written (No space left on device)\n"
    assert (folder / "a.xml").exists()


def test_result_for_classroom50_only_where_there_is_one(folder: Path) -> None:
    """Where the challenge is at fault the other reports are written, classroom50's is not, and the status is 3."""
    write_challenge(folder / "double", "def test_broken(solution):\n    nosuch\n")
    outputs = ("--output", "classroom50:result.json", "--output", "junit:a.xml")
    done = run_judge("run", "double", "right.py", *outputs, cwd=folder, **RUNNER)
    assert done.returncode == 3
    assert done.stdout.startswith("JUDGE ERROR")
    assert done.stderr.startswith("judge: there is no result for classroom50: Judge error")
    assert not (folder / "result.json").exists()
    assert (folder / "a.xml").exists()


@pytest.mark.parametrize("format_name", [name for name in FORMATS if name not in {"text", "json"}])
def test_every_format_can_go_to_standard_output(folder: Path, format_name: str) -> None:
    """Each format is printed, where the stream has ASCII only too."""
    done = run_judge(
        "run", "double", "right.py", "--format", format_name, cwd=folder, **RUNNER, PYTHONIOENCODING="ascii"
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout) > 20
    assert done.stdout.isascii()


def test_closed_pipe_ends_it_quietly(folder: Path) -> None:
    """A pipe that nobody reads is no traceback, whichever format is printed."""
    reader, writer = os.pipe()
    os.close(reader)
    command = judge_command("run", "double", "right.py", "--format", "html")
    with open(writer, "wb") as closed:  # noqa: PTH123  # a descriptor
        done = subprocess.run(
            command, cwd=folder, env=clean_environment(), stdout=closed, stderr=subprocess.PIPE, check=False
        )
    assert (done.returncode, done.stderr) == (141, b"")
