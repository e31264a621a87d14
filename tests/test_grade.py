"""`judge grade` and `judge merge`: any number of submissions, each judged once, whatever happens to the machine meanwhile."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from tests.building import REFERENCE, clean_environment, judge_command, run_judge, write_challenge

RIGHT = "def double(n):\n    return n + n\n"
WRONG = "def double(n):\n    return 2 * n if n < 50 else 0\n"
BROKEN = "def double(n:\n"


@pytest.fixture(scope="module")
def challenge(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_challenge(
        tmp_path_factory.mktemp("graded") / "double", settings="[limits]\ncpu_seconds_per_call = 0.5"
    )


def write_class(folder: Path, count: int = 12) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        source = (RIGHT, WRONG, BROKEN)[number % 3]
        (folder / f"{number:03}.py").write_text(f"{source}# {number}\n")
    return folder


def results(folder: Path) -> dict[str, dict[str, Any]]:
    lines = [json.loads(line) for line in (folder / "results.jsonl").read_text().splitlines()]
    assert len({line["id"] for line in lines}) == len(lines)
    return {line["id"]: line for line in lines}


def without_times(found: dict[str, dict[str, Any]]) -> dict[str, Any]:
    def clean(result: dict[str, Any]) -> dict[str, Any]:
        properties = [
            {key: value for key, value in each.items() if not key.endswith("_seconds")} for each in result["properties"]
        ]
        return {key: value for key, value in result.items() if key != "runtime"} | {"properties": properties}

    return {name: clean(result) for name, result in found.items()}


def test_a_class_is_graded(challenge: Path, tmp_path: Path) -> None:
    """Every submission has its verdict, and the reports are beside the results."""
    write_class(tmp_path / "class")
    done = run_judge("grade", challenge, "class", "--output", "out", cwd=tmp_path)
    assert done.returncode == 1, done.stderr
    found = results(tmp_path / "out")
    expected = ("accepted", "wrong_answer", "invalid_submission")
    assert {name: result["verdict"] for name, result in found.items()} == {
        f"class/{number:03}.py": expected[number % 3] for number in range(12)
    }
    assert {"results.csv", "summary.json", "report.html"} <= {path.name for path in (tmp_path / "out").iterdir()}
    assert "4 accepted" in done.stdout
    assert json.loads((tmp_path / "out" / "summary.json").read_text())


def test_all_accepted_is_success(challenge: Path, tmp_path: Path) -> None:
    """The exit status is 0 where every submission is accepted."""
    (tmp_path / "one.py").write_text(RIGHT)
    assert run_judge("grade", challenge, "one.py", "--output", "out", cwd=tmp_path).returncode == 0


def test_lines_of_sources(challenge: Path, tmp_path: Path) -> None:
    """A JSONL of sources is judged under its ids; duplicates are judged once and reported for each."""
    lines = [{"id": "a", "source": RIGHT}, {"id": "b", "source": WRONG}, {"id": "c", "source": RIGHT}]
    (tmp_path / "sources.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    done = run_judge("grade", challenge, "sources.jsonl", "--output", "out", cwd=tmp_path)
    assert done.returncode == 1, done.stderr
    found = results(tmp_path / "out")
    assert {name: (result["verdict"], result.get("duplicate_of")) for name, result in found.items()} == {
        "a": ("accepted", None),
        "b": ("wrong_answer", None),
        "c": ("accepted", "a"),
    }
    assert found["c"]["submission"]["path"] == "c"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "sources.jsonl:2: "),
        ("[]", "must be an object"),
        ('{"id": "a"}', "'source' must be a string"),
        ('{"id": "first", "source": ""}', "came before"),
    ],
)
def test_bad_line_is_named(challenge: Path, tmp_path: Path, line: str, reason: str) -> None:
    """A line that is no source is a usage error before anything is judged."""
    (tmp_path / "sources.jsonl").write_text(json.dumps({"id": "first", "source": RIGHT}) + f"\n{line}\n")
    done = run_judge("grade", challenge, "sources.jsonl", "--output", "out", cwd=tmp_path)
    assert done.returncode == 2
    assert reason in done.stderr
    assert not (tmp_path / "out" / "results.jsonl").exists()


def test_results_are_not_overwritten(challenge: Path, tmp_path: Path) -> None:
    """A folder with results is refused, but for --resume of the same batch."""
    (tmp_path / "one.py").write_text(RIGHT)
    grade = ("grade", challenge, "one.py", "--output", "out")
    assert run_judge(*grade, cwd=tmp_path).returncode == 0
    before = (tmp_path / "out" / "results.jsonl").read_bytes()
    again = run_judge(*grade, cwd=tmp_path)
    assert again.returncode == 2
    assert "--resume" in again.stderr
    assert run_judge(*grade, "--resume", cwd=tmp_path).returncode == 0
    assert (tmp_path / "out" / "results.jsonl").read_bytes() == before
    other = run_judge(*grade, "--resume", "--seed", "7", cwd=tmp_path)
    assert other.returncode == 2
    assert "seed" in other.stderr


@pytest.mark.parametrize("lines", [1, 5, 9])
def test_killed_and_resumed_is_as_if_unbroken(challenge: Path, tmp_path: Path, lines: int) -> None:
    """After a kill -9, also in the middle of a line, --resume judges the rest and nothing twice."""
    write_class(tmp_path / "class", 15)
    whole = run_judge("grade", challenge, "class", "--output", "whole", cwd=tmp_path)
    assert whole.returncode == 1
    command = judge_command("grade", challenge, "class", "--output", "out", "--executor", "local:1")
    with subprocess.Popen(
        command, cwd=tmp_path, env=clean_environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as batch:
        path = tmp_path / "out" / "results.jsonl"
        deadline = time.monotonic() + 60
        while batch.poll() is None and time.monotonic() < deadline:
            if path.exists() and path.read_bytes().count(b"\n") >= lines:
                break
            time.sleep(0.005)
        batch.kill()
    content = path.read_bytes()
    path.write_bytes(content[:-7] if lines == 5 else content)
    resumed = run_judge("grade", challenge, "class", "--output", "out", "--resume", cwd=tmp_path)
    assert resumed.returncode == 1, resumed.stderr
    assert without_times(results(tmp_path / "out")) == without_times(results(tmp_path / "whole"))


def test_interrupted_says_so_and_leaves_nobody(challenge: Path, tmp_path: Path) -> None:
    """Ctrl-C ends the batch with one line and its processes with it; what was judged stays."""
    write_class(tmp_path / "class", 40)
    command = judge_command("grade", challenge, "class", "--output", "out")
    with subprocess.Popen(
        command, cwd=tmp_path, env=clean_environment(), stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as batch:
        path = tmp_path / "out" / "results.jsonl"
        deadline = time.monotonic() + 60
        while not (path.exists() and path.stat().st_size) and time.monotonic() < deadline:
            time.sleep(0.01)
        os.kill(batch.pid, signal.SIGINT)
        _, errors = batch.communicate(timeout=60)
    assert batch.returncode == 130
    assert errors.splitlines()[-1] == "judge: interrupted"
    assert results(tmp_path / "out")


def test_shards_make_the_whole(challenge: Path, tmp_path: Path) -> None:
    """The merged results of all shards are those of the batch as one; a missing shard is named."""
    write_class(tmp_path / "class", 7)
    (tmp_path / "class" / "copy.py").write_bytes((tmp_path / "class" / "000.py").read_bytes())
    run_judge("grade", challenge, "class", "--output", "whole", cwd=tmp_path)
    for index in (1, 2):
        shard = ("--shard", f"{index}/2", "--executor", "local:1")
        assert run_judge("grade", challenge, "class", "--output", f"shard{index}", *shard, cwd=tmp_path).returncode == 1
    missing = run_judge("merge", "shard1", "--output", "merged", cwd=tmp_path)
    assert (missing.returncode, "missing: 2" in missing.stderr) == (2, True)
    merged = run_judge("merge", "shard1", "shard2", "--output", "merged", cwd=tmp_path)
    assert merged.returncode == 1, merged.stderr
    found, whole = (results(tmp_path / name) for name in ("merged", "whole"))
    assert {name: each["verdict"] for name, each in found.items()} == {
        name: each["verdict"] for name, each in whole.items()
    }
    assert sum("duplicate_of" in each for each in found.values()) == 1


def test_one_hostile_submission_disturbs_no_other(challenge: Path, tmp_path: Path) -> None:
    """Hanging, dying and unreadable submissions get their verdicts, and the rest theirs."""
    folder = write_class(tmp_path / "class", 3)
    (folder / "dies.py").write_text("import os\ndef double(n):\n    os._exit(0)\n")
    (folder / "hangs.py").write_text("def double(n):\n    while True:\n        pass\n")
    (folder / "gone.py").symlink_to(tmp_path / "nowhere.py")
    done = run_judge("grade", challenge, "class", "--output", "out", cwd=tmp_path)
    assert done.returncode == 1, done.stderr
    verdicts = {Path(name).stem: each["verdict"] for name, each in results(tmp_path / "out").items()}
    assert verdicts == {
        "000": "accepted",
        "001": "wrong_answer",
        "002": "invalid_submission",
        "dies": "runtime_error",
        "hangs": "time_limit_exceeded",
        "gone": "invalid_submission",
    }


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("nowhere",), "there is no such file or folder"),
        (("empty",), "there is no submission"),
        (("one.py", "--shard", "3/2"), "no shard"),
        (("one.py", "--executor", "local:0"), "number of processes"),
        (("one.py", "--executor", "ray:x"), "there are local"),
    ],
)
def test_usage_errors(challenge: Path, tmp_path: Path, arguments: tuple[str, ...], reason: str) -> None:
    """What cannot be judged is said in one line."""
    (tmp_path / "empty").mkdir()
    (tmp_path / "one.py").write_text(REFERENCE)
    done = run_judge("grade", challenge, *arguments, "--output", "out", cwd=tmp_path)
    assert done.returncode == 2
    assert reason in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
