"""A batch over a real Dask cluster: a scheduler and worker processes that see none of the challenge's files."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.building import clean_environment, judge_command, run_judge, write_challenge

RIGHT = "def double(n):\n    return n + n\n"
WRONG = "def double(n):\n    return 2 * n if n < 50 else 0\n"


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """The address of a scheduler, and its two worker processes."""
    file = tmp_path / "scheduler.json"
    common = {"cwd": tmp_path, "env": clean_environment(), "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    distributed = [sys.executable, "-m", "distributed.cli"]
    scheduler = [f"{distributed[2]}.dask_scheduler", "--port", "0", "--no-dashboard", "--scheduler-file", str(file)]
    worker = [
        f"{distributed[2]}.dask_worker",
        "--scheduler-file",
        str(file),
        "--nthreads",
        "1",
        "--no-nanny",
        "--no-dashboard",
    ]
    processes = [subprocess.Popen([*distributed[:2], *scheduler], **common)]
    processes += [subprocess.Popen([*distributed[:2], *worker], **common) for _ in range(2)]
    try:
        deadline = time.monotonic() + 60
        while not file.exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        yield json.loads(file.read_text())["address"], processes[1:]
    finally:
        for process in processes:
            process.kill()
            process.wait()


def test_a_killed_worker_loses_and_doubles_nothing(
    cluster: tuple[str, list[subprocess.Popen[bytes]]], tmp_path: Path
) -> None:
    """With one of two workers killed in mid-batch, every submission has exactly one result, and the right one."""
    address, workers = cluster
    challenge = write_challenge(tmp_path / "double")
    folder = tmp_path / "class"
    folder.mkdir()
    for number in range(30):
        (folder / f"{number:03}.py").write_text(f"{(RIGHT, WRONG)[number % 2]}# {number}\n")
    command = judge_command("grade", challenge, "class", "--output", "out", "--executor", f"dask:{address}")
    with subprocess.Popen(
        command, cwd=tmp_path, env=clean_environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as batch:
        path = tmp_path / "out" / "results.jsonl"
        deadline = time.monotonic() + 90
        while batch.poll() is None and time.monotonic() < deadline:
            if path.exists() and path.read_bytes().count(b"\n") >= 4:
                break
            time.sleep(0.02)
        os.kill(workers[0].pid, signal.SIGKILL)
        _, errors = batch.communicate(timeout=120)
    assert batch.returncode == 1, errors
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    assert sorted((line["id"], line["verdict"]) for line in lines) == [
        (f"class/{number:03}.py", ("accepted", "wrong_answer")[number % 2]) for number in range(30)
    ]


def test_no_scheduler_is_said_in_one_line(tmp_path: Path) -> None:
    """An address where nobody answers is a usage error."""
    challenge = write_challenge(tmp_path / "double")
    (tmp_path / "one.py").write_text(RIGHT)
    executor = ("--executor", "dask:not-an-address://")
    done = run_judge("grade", challenge, "one.py", "--output", "out", *executor, cwd=tmp_path)
    assert done.returncode == 2
    assert "is no address of a Dask scheduler" in done.stderr
