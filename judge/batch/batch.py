"""Judge any number of submissions over any executor: streamed, each content once, each result written as it comes.

The memory this takes does not grow with their number: only so many submissions are on their way at a time, and what is done is
on disk. The results do not depend on how many processes judge, in which order they finish, or what is judged beside what.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import platform
from collections.abc import Callable, Iterable
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from dataclasses import dataclass, field, replace
from queue import SimpleQueue
from typing import Any, Final

from judge import __version__, errors
from judge.batch.executors import Processes
from judge.batch.results import ResultFile
from judge.batch.sources import Source, UnreadableError
from judge.batch.tasks import judge_task, make_task
from judge.challenge import Challenge
from judge.errors import ChallengeError, IsolationError, JudgeError
from judge.model import Cause, Grade, Isolation, Output, Runtime, Verdict
from judge.report.json import result_object

Judge = Callable[[dict[str, Any]], dict[str, Any]]

_TRIES: Final = 2
_ON_THEIR_WAY_PER_PROCESS: Final = 3
_DUPLICATES_LIKE_ONE: Final = 1_000
"""How many waiting duplicates weigh as much as a submission on its way: they are little more than a name."""

_STOPPING: Final = (ChallengeError, IsolationError)
"""What would befall every other submission too."""

_NAME: Final = "submission.py"
"""What every submission is called where it is judged: of two with one content, it must not matter which came first."""


def versions() -> dict[str, str]:
    """The versions that decide results, as each result names them."""
    hypothesis = importlib.metadata.version("hypothesis")
    return {"judge": __version__, "python": platform.python_version(), "hypothesis": hypothesis}


@dataclass(slots=True)
class _Order:
    """A submission on its way.

    Attributes:
        tries: How often it was sent off to be judged.
        duplicates: Submissions with the same content that came meanwhile.
    """

    source: Source
    challenge: Challenge
    task: dict[str, Any]
    digest: str
    tries: int = 0
    duplicates: list[Source] = field(default_factory=list)


class Batch:
    """A batch being judged.

    Args:
        processes: Where to judge.
        results: Takes the results.
        seed: Decides what hidden tests generate.
        isolation: An `IsolationPolicy`.
        progress: Called after every result.
        judge: What the processes run.
    """

    def __init__(
        self,
        processes: Processes,
        results: ResultFile,
        *,
        seed: int,
        isolation: str,
        progress: Callable[[], None] = lambda: None,
        judge: Judge = judge_task,
    ) -> None:
        self._processes = processes
        self._results = results
        self._seed = seed
        self._isolation = isolation
        self._progress = progress
        self._judge = judge
        self._versions = versions()
        self._executor: Executor | None = None
        self._running: dict[Future[dict[str, Any]], _Order] = {}
        self._done: SimpleQueue[Future[dict[str, Any]]] = SimpleQueue()
        self._duplicates = 0
        self._by_content: dict[tuple[str, str], _Order] = {}
        self._suspects: list[_Order] = []

    def run(self, inputs: Iterable[tuple[Source, Challenge]]) -> None:
        """Judge all that has no result yet.

        Raises:
            ChallengeError: A challenge cannot be used.
            IsolationError: Submissions cannot be contained as was asked for.
            JudgeError: Results cannot be written, or there is nothing left to judge with.
        """
        try:
            for source, challenge in inputs:
                if not self._results.is_done(source.id):
                    self._take(source, challenge)
                while self._running and self._is_full():
                    self._collect()
                if self._suspects:
                    self._finish()
            self._finish()
        except BaseException:
            self._abandon()
            raise
        if self._executor is not None:
            self._executor.shutdown()

    def _is_full(self) -> bool:
        on_their_way = len(self._running) + self._duplicates // _DUPLICATES_LIKE_ONE
        return on_their_way >= _ON_THEIR_WAY_PER_PROCESS * max(1, self._processes.count())

    def _take(self, source: Source, challenge: Challenge) -> None:
        try:
            content = source.read()
        except UnreadableError as error:
            nothing = hashlib.sha256(source.id.encode(errors="surrogatepass")).hexdigest()  # two are no duplicates
            verdict = Verdict.INVALID_SUBMISSION, Cause.UNREADABLE, str(error)
            self._write(source, self._result_without_judging(challenge, nothing, *verdict))
            return
        source = replace(source, text=None)
        digest = hashlib.sha256(content).hexdigest()
        order = self._by_content.get((challenge.digest, digest))
        if order is not None:
            order.duplicates.append(source)
            self._duplicates += 1
            return
        known = self._results.find(challenge.digest, digest)
        if known is not None:
            self._write(source, {**known, "duplicate_of": known["id"]})
            return
        folder = str(challenge.folder.resolve()) if self._processes.are_local else ""
        task = make_task(folder, challenge.digest, content, _NAME, seed=self._seed, isolation=self._isolation)
        order = self._by_content[challenge.digest, digest] = _Order(source, challenge, task, digest)
        self._send(order)

    def _send(self, order: _Order) -> None:
        order.tries += 1
        future = self._submit(order)
        self._running[future] = order
        future.add_done_callback(self._done.put)

    def _submit(self, order: _Order) -> Future[dict[str, Any]]:
        for _ in range(2):
            self._executor = self._executor or self._processes.open()
            try:
                return self._executor.submit(self._judge, order.task)
            except BrokenExecutor:  # since the last result
                self._abandon()
        raise JudgeError("no process can be started to judge with")

    def _finish(self) -> None:
        """Wait for all that is on its way; then judge suspects one by one, so that what ends a process is alone then."""
        while self._running or self._suspects:
            if self._running:
                self._collect()
            else:
                self._judge_alone(self._suspects.pop(0))

    def _collect(self) -> None:
        """Wait for the next result, and write it. What was on its way when a process ended becomes a suspect."""
        future = self._done.get()
        order = self._running.pop(future, None)
        if order is None:  # abandoned
            return
        try:
            answer = future.result()
        except (BrokenExecutor, CancelledError):
            self._suspects += [order, *self._running.values()]
            self._running.clear()
            self._abandon()
        except Exception:  # noqa: BLE001  # an executor's own, such as Dask's KilledWorker
            self._suspects.append(order)
        else:
            self._take_answer(order, answer)

    def _judge_alone(self, order: _Order) -> None:
        future = self._submit(order)
        try:
            answer = future.result()
        except CancelledError:
            self._suspects.append(order)
            self._abandon()  # where there is nothing left to judge with, the next attempt tells
        except Exception as error:  # noqa: BLE001  # as above
            self._abandon()
            self._give_up(order, f"the judge's process ended each time it judged this: {type(error).__name__}: {error}")
        else:
            self._take_answer(order, answer)

    def _abandon(self) -> None:
        """Let go of the executor and of all that is on its way."""
        executor, self._executor = self._executor, None
        if executor is not None:
            executor.shutdown(wait=False)

    def _take_answer(self, order: _Order, answer: dict[str, Any]) -> None:
        """Write the result in an answer to a task; or have the task done once more, where the judge failed at it."""
        problem = answer.get("error")
        if problem is not None and issubclass(getattr(errors, answer["kind"], JudgeError), _STOPPING):
            raise getattr(errors, answer["kind"])(problem)
        if order.tries < _TRIES and (problem is not None or answer["result"]["verdict"] == Verdict.JUDGE_ERROR):
            self._send(order)
        elif problem is not None:
            self._give_up(order, problem)
        else:
            self._check_versions(answer["result"])
            self._settle(order, answer["result"])

    def _check_versions(self, result: dict[str, Any]) -> None:
        for program, version in self._versions.items():
            if result["versions"][program] != version:
                there = f"{program} {result['versions'][program]} judges, and here is {version}"
                raise JudgeError(f"{there}: other versions may come to other verdicts; install the same everywhere")

    def _give_up(self, order: _Order, problem: str) -> None:
        verdict = Verdict.JUDGE_ERROR, Cause.INTERNAL, problem
        self._settle(order, self._result_without_judging(order.challenge, order.digest, *verdict))

    def _settle(self, order: _Order, result: dict[str, Any]) -> None:
        self._by_content.pop((order.challenge.digest, order.digest))
        self._write(order.source, result)
        self._duplicates -= len(order.duplicates)
        for duplicate in order.duplicates:
            self._write(duplicate, {**result, "duplicate_of": order.source.id})

    def _write(self, source: Source, result: dict[str, Any]) -> None:
        submission = {**result["submission"], "path": source.id}
        self._results.add({**result, "id": source.id, "submission": submission})
        self._progress()

    def _result_without_judging(
        self, challenge: Challenge, digest: str, verdict: Verdict, cause: Cause, message: str
    ) -> dict[str, Any]:
        return result_object(
            Grade(
                challenge=challenge.name,
                challenge_digest=challenge.digest,
                submission="",
                submission_digest=digest,
                verdict=verdict,
                cause=cause,
                message=message,
                integrity=(),
                score=0.0,
                seed=self._seed,
                properties=(),
                runtime=Runtime(),
                output=Output(),
                isolation=Isolation("basic", ()),
                versions=self._versions,
            )
        )
