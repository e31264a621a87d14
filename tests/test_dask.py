"""`judge grade --executor dask:…` on a real cluster: a scheduler and workers, each a process in a folder of its own."""

from __future__ import annotations

import contextlib
import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from judge.challenge import load_challenge
from tests.building import REFERENCE, clean_environment, judge_command, run_judge, write_challenge, write_submission

WRONG = "def double(n):\n    return 0\n"
WAITS = "def double(n):\n    return 'wait'\n"
GATED = '''
import os, time
from pathlib import Path

GATE = Path({gate!r})

def test_two(solution):
    """Doubles two."""
    answer = solution(2)
    if answer == "wait":  # until the gate is opened
        GATE.joinpath(str(os.getpid())).touch()
        while not GATE.joinpath("open").exists():
            time.sleep(0.01)
    assert answer in (4, "wait")
'''


class Cluster:
    """A scheduler and as many workers as are started."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.processes: list[subprocess.Popen[Any]] = []
        contact = folder / "scheduler.json"
        self.scheduler = self._start(
            "scheduler", "--port", "0", "--host", "127.0.0.1", "--scheduler-file", str(contact)
        )
        wait_until(lambda: contact.exists() and contact.read_text().endswith("}"), self.scheduler)
        self.address: str = json.loads(contact.read_text())["address"]

    def start_worker(self) -> subprocess.Popen[bytes]:
        """A worker in a folder of its own, with one thread."""
        return self._start("worker", self.address, "--nthreads", "1", "--no-nanny", "--host", "127.0.0.1")

    def _start(self, *arguments: str) -> subprocess.Popen[bytes]:
        place = self.folder / f"process{len(self.processes)}"
        place.mkdir()
        with (place / "log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "dask", *arguments, "--no-dashboard"],
                cwd=place,
                env=clean_environment(TMPDIR=str(place)),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self.processes.append(process)
        return process

    def close(self) -> None:
        """End all of it, and what was started to use it."""
        for process in reversed(self.processes):
            process.kill()
            with process:
                pass


def wait_until(condition: Callable[[], object], process: subprocess.Popen[Any]) -> None:
    """Look again and again, while a process runs."""
    deadline = time.monotonic() + 90
    while not condition():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    """A cluster without workers as yet."""
    (tmp_path / "cluster").mkdir()
    with contextlib.closing(Cluster(tmp_path / "cluster")) as cluster:
        yield cluster


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A working folder with the challenge `double`, whose hidden test can be made to wait, and 30 submissions."""
    folder = tmp_path / "work"
    (folder / "gate").mkdir(parents=True)
    write_challenge(folder / "double", GATED.format(gate=str(folder / "gate")))
    for number in range(30):
        write_submission(
            folder / "class", f"{WRONG if number % 3 == 0 else REFERENCE}# {max(number, 3)}\n", f"s{number:02}.py"
        )
    return folder


def start(folder: Path, cluster: Cluster, *arguments: str) -> subprocess.Popen[str]:
    """Start `judge grade` over a cluster."""
    process = subprocess.Popen(
        judge_command(
            "grade", "double", "class", "--output", "out", "--executor", f"dask:{cluster.address}", *arguments
        ),
        cwd=folder,
        env=clean_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    cluster.processes.append(process)
    return process


def waiting(folder: Path) -> list[int]:
    """The workers that wait at the gate."""
    return [int(path.name) for path in (folder / "gate").iterdir() if path.name != "open"]


def read(output: Path) -> dict[str, Any]:
    """The results in an output folder by their ids, without times and without which of two equals came first."""
    lines = (output / "results.jsonl").read_text("ascii").splitlines()
    results = {result["id"]: {**result, "runtime": 0, "duplicate_of": 0} for result in map(json.loads, lines)}
    assert len(results) == len(lines)
    for result in results.values():
        for outcome in result["properties"]:
            outcome["cpu_seconds"] = outcome["wall_seconds"] = 0
    return results


def log_of(worker: subprocess.Popen[bytes], cluster: Cluster) -> str:
    """What a worker logged."""
    return (cluster.folder / f"process{cluster.processes.index(worker)}" / "log").read_text("utf-8")


def test_worker_that_dies_costs_no_result(folder: Path, cluster: Cluster) -> None:
    """Killed in mid-batch, while it judges: nothing is lost or doubled, and the results are those of local processes.

    Each worker gets the challenge from the scheduler, once; the one that takes the dead one's place joins when the challenge's
    own folder is gone.
    """
    for name in ("a", "b"):
        write_submission(folder / "class", f"{WAITS}# {name}\n", f"s1{name}.py")
    digest = load_challenge(folder / "double").digest
    workers = [cluster.start_worker(), cluster.start_worker()]
    process = start(folder, cluster)
    wait_until(lambda: len(waiting(folder)) == 2, process)
    (folder / "double").rename(folder / "gone")
    killed = next(worker for worker in workers if worker.pid == waiting(folder)[0])
    killed.kill()
    workers.append(cluster.start_worker())
    received = f"Starting Worker plugin judge {digest}"
    wait_until(lambda: received in log_of(workers[2], cluster), process)
    (folder / "gate" / "open").touch()
    output, error = process.communicate(timeout=90)
    assert output.splitlines()[0] == "32 submissions: 22 accepted, 10 wrong_answer"
    assert (process.returncode, error) in {(1, ""), (1, "judge: waiting for the first worker\n")}
    assert [log_of(worker, cluster).count(received) for worker in workers] == [1, 1, 1]

    (folder / "gone").rename(folder / "double")
    assert (
        run_judge("grade", "double", "class", "--output", "local", "--executor", "local:1", cwd=folder).returncode == 1
    )
    assert read(folder / "out") == read(folder / "local")


def test_batch_goes_on_where_it_was_left(folder: Path, cluster: Cluster) -> None:
    """Interrupted, then left alone by its scheduler: each time one line; the rest is judged by local processes."""
    write_submission(folder / "class", WAITS, "s1a.py")
    worker = cluster.start_worker()
    interrupted = start(folder, cluster)
    wait_until(lambda: len(waiting(folder)) == 1, interrupted)
    interrupted.send_signal(signal.SIGINT)
    assert last_line(interrupted) == "judge: interrupted"
    assert interrupted.returncode == 130

    worker.kill()
    cluster.start_worker()
    left_alone = start(folder, cluster, "--resume")
    wait_until(lambda: len(waiting(folder)) == 2, left_alone)
    cluster.scheduler.kill()
    message = f"judge: the Dask scheduler at {cluster.address} is gone; go on with --resume when there is one"
    assert last_line(left_alone) == message
    assert left_alone.returncode == 3
    assert "judge_error" not in {result["verdict"] for result in read(folder / "out").values()}

    (folder / "gate" / "open").touch()
    local = ("--output", "out", "--resume", "--executor", "local:1")
    assert run_judge("grade", "double", "class", *local, cwd=folder).returncode == 1
    assert len(read(folder / "out")) == 31


def last_line(process: subprocess.Popen[str]) -> str:
    """What a process said last on standard error, where it had nothing else to say but that it waits for a worker."""
    output, error = process.communicate(timeout=90)
    *before, last = error.splitlines()
    assert output == ""
    assert [line for line in before if "waiting for" not in line and "judged already" not in line] == []
    return last


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("127.0.0.1:1", "no Dask scheduler answers at 127.0.0.1:1: Timed out"),
        ("nonsense", "nonsense is no address of a Dask scheduler; write dask:tcp://HOST:PORT"),
    ],
)
def test_no_scheduler_is_one_line(folder: Path, address: str, message: str) -> None:
    """Status 2, and nothing of Dask's own story."""
    done = run_judge("grade", "double", "class", "--output", "out", "--executor", f"dask:{address}", cwd=folder)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert done.stderr.startswith(f"judge: {message}")
