"""Judge any number of submissions over any executor: streamed, each content once, each result written as it comes.

The memory this takes does not grow with their number: only so many submissions are on their way at a time, and what is done is
on disk. The results do not depend on how many processes judge, in which order they finish, or what is judged beside what.
"""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from dataclasses import dataclass, field
from typing import Any, Final

from judge import __version__, errors
from judge.batch.parcel import pack_challenge
from judge.batch.pool import LocalPool
from judge.batch.results import ResultFile
from judge.batch.sources import Source
from judge.challenge import Challenge
from judge.errors import ChallengeError, IsolationError, JudgeError
from judge.model import Cause, Grade, Isolation, Output, Runtime, Verdict
from judge.report.json import result_object

Judge = Callable[[dict[str, Any]], dict[str, Any]]

_TRIES: Final = 2
_STOPPING: Final = (ChallengeError, IsolationError)
"""What would befall every other submission too."""


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
        open_executor: Gives the executor; called again when a broken one must be replaced.
        judge: What the executor's processes run: `judge.batch.tasks.judge_task`.
        make_task: Makes the task of judging a source against a challenge.
        results: Takes the results.
        at_a_time: How many submissions may be on their way.
        progress: Called after every result.
    """

    def __init__(
        self,
        open_executor: Callable[[], Executor],
        judge: Judge,
        make_task: Callable[[Challenge, bytes, str], dict[str, Any]],
        results: ResultFile,
        *,
        at_a_time: int,
        progress: Callable[[], None] = lambda: None,
    ) -> None:
        self._open_executor = open_executor
        self._judge = judge
        self._make_task = make_task
        self._results = results
        self._at_a_time = at_a_time
        self._progress = progress
        self._executor: Executor | None = None
        self._running: dict[Future[dict[str, Any]], _Order] = {}
        self._by_content: dict[tuple[str, str], _Order] = {}
        self._parcels: dict[str, bytes] = {}

    def run(self, sources: Iterable[tuple[Source, Challenge]]) -> None:
        """Judge all that has no result yet.

        Raises:
            ChallengeError: A challenge cannot be used.
            IsolationError: Submissions cannot be contained as was asked for.
            OSError: Results cannot be written.
        """
        try:
            for source, challenge in sources:
                if not self._results.is_done(source.id):
                    self._take(source, challenge)
                while self._load >= self._at_a_time:
                    self._collect()
            while self._running:
                self._collect()
        except BaseException:
            self._abandon()
            raise
        if self._executor is not None:
            self._executor.shutdown()

    @property
    def _load(self) -> float:
        return len(self._running) + sum(len(order.duplicates) for order in self._running.values()) / 1_000

    def _take(self, source: Source, challenge: Challenge) -> None:
        try:
            content = source.read()
        except OSError as error:
            self._write(source, unreadable_result(challenge, source, f"the file cannot be read: {error.strerror}"))
            return
        digest = hashlib.sha256(content).hexdigest()
        order = self._by_content.get((challenge.digest, digest))
        if order is not None:
            order.duplicates.append(source)
            return
        known = self._results.find(challenge.digest, digest)
        if known is not None:
            self._write_duplicate(source, known)
            return
        task = self._make_task(challenge, content, source.id)
        order = self._by_content[challenge.digest, digest] = _Order(source, challenge, task, digest)
        self._send(order)

    def _send(self, order: _Order) -> None:
        order.tries += 1
        try:
            future = self._start().submit(self._judge, order.task)
        except BrokenExecutor:
            self._abandon()
            future = self._start().submit(self._judge, order.task)
        self._running[future] = order

    def _start(self) -> Executor:
        self._executor = self._executor or self._open_executor()
        return self._executor

    def _collect(self) -> None:
        """Wait for the next results, and write them."""
        done, _ = wait(self._running, return_when=FIRST_COMPLETED)
        broken = []
        for future in done:
            order = self._running.pop(future)
            try:
                self._finish(order, future.result())
            except BrokenExecutor:
                broken.append(order)
        if broken:
            self._recover([*broken, *self._running.values()])

    def _recover(self, orders: list[_Order]) -> None:
        """A process of the executor died: judge what was on its way one by one, so that what kills it is alone then."""
        self._running.clear()
        self._abandon()
        for order in orders:
            try:
                self._finish(order, self._start().submit(self._judge, order.task).result())
            except BrokenExecutor:
                self._abandon()
                self._give_up(order, "the judge's process ended while it judged this submission")
            while self._running:  # a second try
                self._collect()

    def _abandon(self) -> None:
        """Let go of the executor and of all that is on its way."""
        executor, self._executor = self._executor, None
        for future in self._running:
            future.cancel()
        if isinstance(executor, LocalPool):
            executor.abandon()
        elif executor is not None:
            executor.shutdown(wait=False)

    def _finish(self, order: _Order, done: dict[str, Any]) -> None:
        if "needs" in done:
            digest = order.challenge.digest
            if digest not in self._parcels:
                self._parcels[digest] = pack_challenge(order.challenge)
            order.tries -= 1
            order.task = {**order.task, "parcel": self._parcels[digest]}
            self._send(order)
            return
        order.task.pop("parcel", None)
        problem = done.get("error")
        if problem is not None and issubclass(getattr(errors, done["kind"], JudgeError), _STOPPING):
            raise getattr(errors, done["kind"])(problem)
        if problem is None and done["result"]["verdict"] != Verdict.JUDGE_ERROR:
            self._settle(order, done["result"])
        elif order.tries < _TRIES:
            self._send(order)
        elif problem is not None:
            self._give_up(order, problem)
        else:
            self._settle(order, done["result"])

    def _give_up(self, order: _Order, problem: str) -> None:
        self._settle(order, failed_result(order.challenge, order.source, order.digest, problem))

    def _settle(self, order: _Order, result: dict[str, Any]) -> None:
        self._by_content.pop((order.challenge.digest, order.digest), None)
        self._write(order.source, result)
        for duplicate in order.duplicates:
            self._write_duplicate(duplicate, {"id": order.source.id, **result})

    def _write(self, source: Source, result: dict[str, Any]) -> None:
        self._results.add({"id": source.id, **result})
        self._progress()

    def _write_duplicate(self, source: Source, first: dict[str, Any]) -> None:
        own = {"id": source.id, "submission": {**first["submission"], "path": source.id}, "duplicate_of": first["id"]}
        self._results.add({**first, **own})
        self._progress()


def failed_result(challenge: Challenge, source: Source, digest: str, problem: str) -> dict[str, Any]:
    """The result of a submission that the judge could not judge."""
    return _result_without_judging(challenge, source, digest, Verdict.JUDGE_ERROR, Cause.INTERNAL, problem)


def unreadable_result(challenge: Challenge, source: Source, problem: str) -> dict[str, Any]:
    """The result of a submission of which there is nothing to judge."""
    nothing = hashlib.sha256(source.id.encode(errors="surrogateescape")).hexdigest()  # two such files are no duplicates
    return _result_without_judging(challenge, source, nothing, Verdict.INVALID_SUBMISSION, Cause.UNREADABLE, problem)


def _result_without_judging(
    challenge: Challenge, source: Source, digest: str, verdict: Verdict, cause: Cause, message: str
) -> dict[str, Any]:
    grade = Grade(
        challenge=challenge.name,
        challenge_digest=challenge.digest,
        submission=source.id,
        submission_digest=digest,
        verdict=verdict,
        cause=cause,
        message=message,
        integrity=(),
        score=0.0,
        seed=0,
        properties=(),
        runtime=Runtime(),
        output=Output(),
        isolation=Isolation("basic", ()),
        versions={"judge": __version__, "python": platform.python_version(), "hypothesis": ""},
    )
    return result_object(grade)
