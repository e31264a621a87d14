"""The course of a batch over executors of every kind: what is judged how often, and what becomes of judges that fail."""

from __future__ import annotations

import contextlib
import hashlib
import json
import subprocess
import sys
import threading
import tracemalloc
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, InvalidStateError, ThreadPoolExecutor
from pathlib import Path
from typing import Any, Self

import pytest

from judge.batch.batch import Batch, versions
from judge.batch.results import ResultFile
from judge.batch.sources import Source
from judge.batch.tasks import close_graders, judge_task, make_task
from judge.challenge import Challenge, load_challenge
from judge.errors import ChallengeError, IsolationError, JudgeError, WorkerStartError
from tests.building import REFERENCE, write_challenge

Task = dict[str, Any]
Answer = dict[str, Any]


class DeathError(Exception):
    """What an executor raises for a task whose process died."""


class Threads(ThreadPoolExecutor):
    """An executor that notes how many tasks it has at a time; where `is_fragile`, a death breaks all of it."""

    def __init__(self, count: int, *, is_fragile: bool = False) -> None:
        super().__init__(count)
        self.most = 0
        self.six_at_a_time = threading.Event()
        self._is_fragile = is_fragile
        self._is_broken = False
        self._unfinished: set[Future[Any]] = set()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Have a task done."""
        if self._is_broken:
            raise BrokenExecutor
        future: Future[Any] = Future()
        self._unfinished.add(future)
        self.most = max(self.most, len(self._unfinished))
        if self.most >= 6:
            self.six_at_a_time.set()
        super().submit(self._work, future, fn, *args, **kwargs)
        return future

    def _work(self, future: Future[Any], fn: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
        with contextlib.suppress(InvalidStateError):  # broken meanwhile
            try:
                answer = fn(*args, **kwargs)
            except DeathError as error:
                if self._is_fragile:
                    self._is_broken = True
                    for each in list(self._unfinished):
                        with contextlib.suppress(InvalidStateError):
                            each.set_exception(BrokenExecutor())
                else:
                    self._unfinished.discard(future)
                    future.set_exception(error)
            else:
                self._unfinished.discard(future)
                future.set_result(answer)


class Here:
    """Threads of this process in the place of processes."""

    def __init__(self, count: int = 2, *, is_fragile: bool = False, are_local: bool = True) -> None:
        self.are_local = are_local
        self.opened: list[Threads] = []
        self._count = count
        self._is_fragile = is_fragile

    def count(self) -> int:
        """How many there are."""
        return self._count

    def send(self, challenge: Challenge) -> None:
        """Nothing."""

    def open(self) -> Executor:
        """Further threads."""
        self.opened.append(Threads(self._count, is_fragile=self._is_fragile))
        return self.opened[-1]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        """Nothing."""


@pytest.fixture(scope="module")
def challenge(tmp_path_factory: pytest.TempPathFactory) -> Challenge:
    """A challenge, `double`."""
    return load_challenge(write_challenge(tmp_path_factory.mktemp("challenges") / "double"))


@pytest.fixture(scope="module")
def genuine(challenge: Challenge) -> Iterator[Answer]:
    """The answer to a real task."""
    task = make_task(str(challenge.folder), challenge.digest, REFERENCE.encode(), "x.py", isolation="best-effort")
    yield judge_task(task)
    close_graders()


class Pretender:
    """Answers tasks by the first word of the source, and counts how often it was asked."""

    def __init__(self, genuine: Answer) -> None:
        self._genuine = json.dumps(genuine)
        self.asked: Counter[str] = Counter()

    def __call__(self, task: Task) -> Answer:
        """Answer a task."""
        text = task["source"].decode()
        word = text.split()[0]
        self.asked[text] += 1
        answer: Answer = json.loads(self._genuine)
        answer["result"]["submission"] = {"path": task["path"], "digest": hashlib.sha256(task["source"]).hexdigest()}
        if word == "deadly" or (word == "near" and self.asked[text] == 1):
            raise DeathError("it died")
        if word == "unlucky" and self.asked[text] == 1:
            return {"error": "the host process is gone", "kind": WorkerStartError.__name__}
        if word in {"IsolationError", "ChallengeError", "WorkerStartError"}:
            return {"error": f"as {word} says", "kind": word}
        if word == "broken":
            answer["result"] |= {"verdict": "judge_error", "cause": "hidden_test", "message": "NameError"}
        if word == "older":
            answer["result"]["versions"]["hypothesis"] = "1.0"
        return answer


@pytest.fixture
def pretender(genuine: Answer) -> Pretender:
    """What judges."""
    return Pretender(genuine)


def run(
    folder: Path,
    challenge: Challenge,
    texts: dict[str, str],
    judge: Callable[[Task], Answer],
    processes: Here | None = None,
) -> dict[str, dict[str, Any]]:
    """Judge texts by their ids; returns what became of each, by its id."""
    inputs = ((Source(name, name, text=text.encode()), challenge) for name, text in texts.items())
    with ResultFile(folder / "out", {}, resume=True) as results:
        Batch(processes or Here(), results, seed=7, isolation="best-effort", judge=judge).run(inputs)
    written = [json.loads(line) for line in (folder / "out" / "results.jsonl").read_text().splitlines()]
    assert len({result["id"] for result in written}) == len(written)
    return {result["id"]: result for result in written}


def test_each_content_is_judged_once_and_reported_for_each(
    tmp_path: Path, challenge: Challenge, pretender: Pretender
) -> None:
    """However many have it, and whether the first is done when the next comes; each report names its own path and the first."""
    texts = {f"{content}{number}": f"content {content}" for number in range(30) for content in "abc"}
    done = run(tmp_path, challenge, texts, pretender)
    assert pretender.asked == {"content a": 1, "content b": 1, "content c": 1}
    assert done.keys() == texts.keys()
    for name, result in done.items():
        assert result["submission"]["path"] == name
        assert result.get("duplicate_of", name) == f"{name[0]}0"
        assert {**result, "id": 0, "submission": 0, "duplicate_of": 0} == {
            **done["a0"],
            "id": 0,
            "submission": 0,
            "duplicate_of": 0,
        }


def test_tasks_are_small_and_plain(tmp_path: Path, challenge: Challenge, pretender: Pretender) -> None:
    """What crosses an executor is made of exact builtin types, and is no larger than the source by more than a kilobyte."""

    def judge(task: Task) -> Answer:
        plain = {**task, "source": task["source"].decode()}
        assert json.loads(json.dumps(plain)) == plain
        assert len(json.dumps(plain)) < len(plain["source"]) + 1_000
        assert (task["challenge"], task["path"], task["seed"]) == ("", "submission.py", 7)
        return pretender(task)

    assert len(run(tmp_path, challenge, {"a": "x" * 5_000, "b": "y"}, judge, Here(are_local=False))) == 2


def test_few_are_on_their_way_at_a_time(tmp_path: Path, challenge: Challenge, pretender: Pretender) -> None:
    """No more than three for each process are read, sent off or kept in memory before their turn."""
    processes = Here(2)

    def judge(task: Task) -> Answer:
        assert processes.opened[0].six_at_a_time.wait(30)
        return pretender(task)

    run(tmp_path, challenge, {str(number): f"text {number}" for number in range(100)}, judge, processes)
    assert [threads.most for threads in processes.opened] == [6]


def test_memory_does_not_grow_with_the_number_of_submissions(
    tmp_path: Path, challenge: Challenge, pretender: Pretender
) -> None:
    """Ten times as many submissions take no more memory."""
    peaks = []
    for count in (100, 1_000):
        tracemalloc.start()
        texts = (f"text {number}" for number in range(count))
        inputs = ((Source(text, text, text=text.encode()), challenge) for text in texts)
        with ResultFile(tmp_path / str(count), {}, resume=False) as results:
            Batch(Here(), results, seed=0, isolation="required", judge=pretender).run(inputs)
        pretender.asked.clear()
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] + 100_000 + 1_000 * 100  # the pretender counts


def test_what_hangs_holds_nobody_up(tmp_path: Path, challenge: Challenge, pretender: Pretender) -> None:
    """While one submission takes its time, all others are judged, and its duplicates wait without being judged."""
    others = {f"s{number}": f"text {number}" for number in range(50)}
    texts = {"slow": "slow", **others, **{f"copy{number}": "slow" for number in range(2_000)}}
    all_others = threading.Event()

    def judge(task: Task) -> Answer:
        if task["source"] == b"slow":
            assert all_others.wait(30)
        answer = pretender(task)
        if len(pretender.asked) == len(others) - ("slow" in pretender.asked):
            all_others.set()
        return answer

    done = run(tmp_path, challenge, texts, judge)
    assert len(done) == len(texts)
    assert pretender.asked["slow"] == 1


# Judges that fail


@pytest.mark.parametrize(
    ("text", "asked", "verdict", "message"),
    [
        ("unlucky", 2, "accepted", ""),
        ("broken", 2, "judge_error", "NameError"),
        ("WorkerStartError", 2, "judge_error", "as WorkerStartError says"),
        ("fine", 1, "accepted", ""),
    ],
)
def test_judge_that_fails_is_asked_once_more(
    tmp_path: Path, challenge: Challenge, pretender: Pretender, text: str, asked: int, verdict: str, message: str
) -> None:
    """What fails once is made good; what fails twice is the judge's error; and all others have their verdicts."""
    texts = {"before": "fine 1", "it": text, "copy": text, "after": "fine 2"}
    done = run(tmp_path, challenge, texts, pretender)
    assert (pretender.asked[text], pretender.asked["fine 1"], pretender.asked["fine 2"]) == (asked, 1, 1)
    assert {name: result["verdict"] for name, result in done.items()} == {
        "before": "accepted",
        "it": verdict,
        "copy": verdict,
        "after": "accepted",
    }
    assert done["it"]["message"] == message


@pytest.mark.parametrize("error", [IsolationError, ChallengeError])
def test_error_that_would_befall_all_ends_the_batch(
    tmp_path: Path, challenge: Challenge, pretender: Pretender, error: type[JudgeError]
) -> None:
    """Isolation that is not there and a broken challenge are no verdicts; what was judged before is kept."""
    texts = {"before": "fine", **{f"s{number}": f"{error.__name__} {number}" for number in range(100)}}
    with pytest.raises(error, match=f"as {error.__name__} says"):
        run(tmp_path, challenge, texts, pretender, Here(1))
    assert sum(pretender.asked.values()) < 10
    assert run(tmp_path, challenge, {}, pretender).keys() == {"before"}


def test_other_versions_end_the_batch(tmp_path: Path, challenge: Challenge, pretender: Pretender) -> None:
    """Machines of a cluster that have another Hypothesis would come to other examples."""
    with pytest.raises(JudgeError, match=f"hypothesis 1.0 judges, and here is {versions()['hypothesis']}"):
        run(tmp_path, challenge, {"a": "older"}, pretender)


@pytest.mark.parametrize("is_fragile", [True, False], ids=["pool that breaks", "tasks that fail"])
def test_what_kills_each_process_is_its_own_undoing_only(
    tmp_path: Path, challenge: Challenge, pretender: Pretender, *, is_fragile: bool
) -> None:
    """What was on its way when a process died is judged again, alone; only what kills that one too has no verdict."""
    texts = {f"s{number}": f"fine {number}" for number in range(40)}
    texts |= {"s10": "deadly 1", "s11": "near it", "s12": "deadly 1", "s30": "deadly 2"}
    done = run(tmp_path, challenge, texts, pretender, Here(is_fragile=is_fragile))
    assert {name for name, result in done.items() if result["verdict"] != "accepted"} == {"s10", "s12", "s30"}
    assert (pretender.asked["deadly 1"], pretender.asked["deadly 2"], len(done)) == (2, 2, 40)
    assert (done["s10"]["verdict"], done["s10"]["seed"]) == ("judge_error", 7)
    assert done["s10"]["message"].startswith("the judge's process ended each time it judged this: ")


def test_duplicates_of_what_kills_are_many(tmp_path: Path, challenge: Challenge, pretender: Pretender) -> None:
    """They wait for the one that is judged, whatever becomes of it."""
    texts = {f"s{number}": "deadly" for number in range(3_500)}
    done = run(tmp_path, challenge, texts, pretender, Here(1, is_fragile=True))
    assert {result["verdict"] for result in done.values()} == {"judge_error"}
    assert (len(done), pretender.asked["deadly"]) == (3_500, 2)


def test_judges_that_are_gone_end_the_batch(tmp_path: Path, challenge: Challenge, pretender: Pretender) -> None:
    """A lost cluster is no verdict of those that were on their way to it."""

    class Lost(Here):
        def open(self) -> Executor:
            if self.opened:
                raise JudgeError("the cluster is gone")
            return super().open()

    processes = Lost()

    def judge(task: Task) -> Answer:
        if task["source"] == b"last":
            for future in list(processes.opened[0]._unfinished):
                future.cancel()
                future.set_running_or_notify_cancel()
        return pretender(task)

    with pytest.raises(JudgeError, match="the cluster is gone"):
        run(tmp_path, challenge, {"a": "fine", "b": "last", "c": "fine 2"}, judge, processes)
    written = run(tmp_path, challenge, {}, pretender)
    assert {result["verdict"] for result in written.values()} <= {"accepted"}
    assert "b" not in written


def test_hidden_test_that_does_not_end_ends_its_process(tmp_path: Path) -> None:
    """Where it cannot be interrupted, as in a thread of a Dask worker; the executor then goes on in another process."""
    code = """
import threading
from pathlib import Path
from judge.batch.deadline import deadline

def loop():
    with deadline(0.1, Path()):
        while True:
            pass

threading.Thread(target=loop).start()
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, timeout=60, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (70, b"", b"")


# Real judges


def test_order_and_number_of_judges_change_no_verdict(tmp_path: Path, challenge: Challenge) -> None:
    """Forwards, backwards, alone or beside others: the same result but for times."""
    sources = [
        "return 2 * n",
        "return 2 * n + (n > 5)",
        "return 2 * n if n < 5 else nosuch",
        "print(n); return n + n",
        "return __file__",
        "global count; count += 1; return 2 * n + (count > 3)",
    ]
    texts = {f"s{number}.py": f"count = 0\ndef double(n):\n    {source}\n" for number, source in enumerate(sources)}
    texts["copy.py"] = texts["s4.py"]
    runs = []
    for number, order in enumerate([list(texts), list(reversed(texts)), sorted(texts)]):
        done = run(
            tmp_path / str(number), challenge, {name: texts[name] for name in order}, judge_task, Here(1 + number % 2)
        )
        runs.append({name: without_times(result) for name, result in done.items()})
    close_graders()
    assert runs[0] == runs[1] == runs[2]
    assert Counter(result["verdict"] for result in runs[0].values()) == {
        "accepted": 2,
        "wrong_answer": 4,
        "runtime_error": 1,
    }


def without_times(result: dict[str, Any]) -> dict[str, Any]:
    """A result without what differs from run to run, and without which of two equals came first."""
    properties = [
        {**outcome, "cpu_seconds": 0, "wall_seconds": 0, "time_limit_share": 0} for outcome in result["properties"]
    ]
    return {**result, "properties": properties, "runtime": 0, "duplicate_of": 0}
