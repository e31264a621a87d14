"""Have submissions of challenges judged in parallel, each only once: what the verdict cache knows is not judged again."""

from __future__ import annotations

import itertools
import os
import threading
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any, Final, Self

from judge import errors
from judge.challenge import Challenge
from judge.errors import JudgeError
from judge.grading.plan import COMPLETE, Plan
from judge.model import Verdict
from judge.package.verify.verdict_cache import VerdictCache, make_key
from judge.sandbox.levels import IsolationPolicy

_KEPT_FORMAT: Final = 2
"""Of what is kept in the cache: see `_condense`."""


@dataclass(frozen=True, slots=True)
class JudgedProperty:
    """What became of one property: see `judge.model.Outcome`."""

    name: str
    verdict: Verdict
    cause: str | None
    examples: int
    cpu_seconds: float
    time_limit_share: float
    call: str
    returned: str
    message: str

    @property
    def rejects(self) -> bool:
        """Whether the submission is at fault: it is neither accepted, nor is the judge or the challenge at fault."""
        return self.verdict not in {Verdict.ACCEPTED, Verdict.JUDGE_ERROR}


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of a submission: see `judge.model.Grade`."""

    verdict: Verdict
    message: str
    cpu_seconds: float
    properties: tuple[JudgedProperty, ...]

    @property
    def rejecting(self) -> tuple[JudgedProperty, ...]:
        """The properties that reject it."""
        return tuple(judged for judged in self.properties if judged.rejects)

    @property
    def is_rejected(self) -> bool:
        """Whether the submission is at fault."""
        return self.verdict not in {Verdict.ACCEPTED, Verdict.JUDGE_ERROR}

    def explain(self) -> str:
        """Why it was not accepted, in a sentence."""
        if self.is_rejected and self.rejecting:
            first = self.rejecting[0]
            what = " ".join(part for part in (first.call, first.message) if part)
            return f"{first.name}: {what}" if what else f"{first.name} is {first.verdict}"
        return self.message or "every property holds"


@dataclass(frozen=True, slots=True)
class _Order:
    """Something to be done: see `judge.batch.tasks.make_task`."""

    task: str
    challenge: Challenge
    source: bytes
    path: str
    seed: int
    plan: Plan

    @property
    def label(self) -> str:
        """What it is, for people."""
        return f"{self.challenge.name}: {'/'.join(self.path.split('/')[-2:])}"

    def key(self) -> str:
        """What its result is kept under: all that it depends on, wherever the files are."""
        only = None if self.plan.only is None else sorted(self.plan.only)
        plan = {**asdict(self.plan), "only": only}
        name = self.path.rpartition("/")[2]
        return make_key(
            _KEPT_FORMAT, self.task, self.challenge.name, self.challenge.digest, self.source, name, self.seed, plan
        )

    def submit_to(self, pool: Executor) -> Future[dict[str, Any]]:
        """Have it done."""
        from judge.batch import survey, tasks  # noqa: PLC0415  # where all is remembered, no grader is needed

        work = {"judge_task": tasks.judge_task, "survey": survey.survey}[self.task]
        task = tasks.make_task(
            str(self.challenge.folder.resolve()),
            self.challenge.digest,
            self.source,
            self.path,
            seed=self.seed,
            plan=self.plan,
            isolation=IsolationPolicy.BEST_EFFORT,
        )
        return pool.submit(work, task)


class Workbench:
    """A pool of warm graders behind a verdict cache; a context manager that ends the pool.

    Its methods can be called from several threads.

    Args:
        cache: Knows earlier results.
        processes: How many processes judge at a time; by default one for each core.
        progress: Told how many tasks are done and how many were asked for so far.

    Attributes:
        remembered: How many results came from the cache.
        judged: How many did not.
    """

    def __init__(
        self,
        cache: VerdictCache,
        *,
        processes: int | None = None,
        progress: Callable[[int, int], None] = lambda _done, _asked: None,
    ) -> None:
        self._cache = cache
        self._processes = processes
        self._progress = progress
        self._pool: Executor | None = None
        self._is_open = True
        self._lock = threading.Lock()
        self._running: dict[Future[dict[str, Any]], str] = {}
        self._asked = 0
        self.remembered = 0
        self.judged = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._end(wait=not any(exception))

    def stop(self) -> None:
        """End everything that is being judged, now; who waits for it, or asks for more, gets a `JudgeError`."""
        self._end(wait=False)

    def judge(
        self, challenge: Challenge, source: bytes, path: str, *, seed: int = 0, plan: Plan = COMPLETE
    ) -> Callable[[], Judged]:
        """Have a submission judged.

        Returns:
            A function that waits for the grade. It raises a `JudgeError` where there can be none.
        """
        pending = self._do(_Order("judge_task", challenge, source, path, seed, plan))
        return lambda: _read(pending())

    def survey(
        self, challenge: Challenge, source: bytes, path: str, *, plan: Plan
    ) -> Callable[[], tuple[Judged, list[dict[str, Any]]]]:
        """Have a submission judged, and its challenge's properties surveyed: see `judge.batch.survey`."""
        pending = self._do(_Order("survey", challenge, source, path, 0, plan))

        def wait() -> tuple[Judged, list[dict[str, Any]]]:
            done = pending()
            return _read(done), done["rows"]

        return wait

    def _do(self, order: _Order) -> Callable[[], dict[str, Any]]:
        key = order.key()
        self._count(asked=1)
        known = self._cache.get(key)
        if known is not None:
            self._count(remembered=1)
            return lambda: known
        kept: Future[dict[str, Any]] = Future()
        self._start(order).add_done_callback(partial(self._keep, key, kept))
        return lambda: self._wait(kept)

    def _start(self, order: _Order) -> Future[dict[str, Any]]:
        from judge.batch.pool import local_pool  # noqa: PLC0415  # where all is remembered, no pool is needed

        with self._lock:
            if not self._is_open:
                raise JudgeError("the judging was stopped")
            self._pool = self._pool or local_pool(self._processes)
            try:
                future = order.submit_to(self._pool)
            except BrokenExecutor as error:
                raise self._describe_loss() from error
            self._running[future] = order.label
            return future

    def _wait(self, future: Future[dict[str, Any]]) -> dict[str, Any]:
        try:
            done = future.result()
        except BrokenExecutor as error:
            with self._lock:
                raise self._describe_loss() from error
        except CancelledError as error:
            raise JudgeError("the judging was stopped") from error
        if "error" in done:
            kind = getattr(errors, done["kind"], JudgeError)
            raise kind(done["error"])
        return _condense(done)

    def _describe_loss(self) -> JudgeError:
        """What to say when a process of the pool died; whatever was being judged then is still among the running."""
        suspects = " or ".join(itertools.islice(self._running.values(), self._processes or os.cpu_count()))
        return JudgeError(
            "a process that judges is gone: a hidden test ended it, the system was short of memory (see its log; --jobs 1 needs"
            f" least), or somebody killed it. It was judging {suspects}"
        )

    def _keep(self, key: str, kept: Future[dict[str, Any]], future: Future[dict[str, Any]]) -> None:
        """Keep what a task gave, then hand it on, so that whoever has it and asks again gets it from the cache."""
        try:
            done = future.result()
            with self._lock:
                del self._running[future]
            if "error" not in done and done["result"]["verdict"] != Verdict.JUDGE_ERROR:
                self._cache.put(key, _condense(done))
            self._count(judged=1)
        except BaseException as error:  # noqa: BLE001  # whatever it is, somebody waits for it
            kept.set_exception(error)
        else:
            kept.set_result(done)

    def _count(self, *, asked: int = 0, remembered: int = 0, judged: int = 0) -> None:
        with self._lock:
            self._asked += asked
            self.remembered += remembered
            self.judged += judged
            self._progress(self.judged + self.remembered, self._asked)

    def _end(self, *, wait: bool) -> None:
        with self._lock:
            self._is_open = False
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=wait, cancel_futures=True)


def _condense(done: dict[str, Any]) -> dict[str, Any]:
    """What is needed of a task's result, as JSON can keep it."""
    result, shares = done["result"], done["time_limit_shares"]
    properties = []
    for outcome in result["properties"]:
        shown = outcome.get("counterexample", {})
        properties.append(
            {
                **{key: outcome[key] for key in ("name", "verdict", "cause", "examples", "cpu_seconds")},
                "time_limit_share": shares[outcome["name"]],
                **{key: shown.get(key, "") for key in ("call", "returned", "message")},
            }
        )
    return {
        "verdict": result["verdict"],
        "message": result["message"],
        "cpu_seconds": result["runtime"]["cpu_seconds"],
        "properties": properties,
        "rows": done.get("properties", []),
    }


def _read(done: dict[str, Any]) -> Judged:
    properties = (JudgedProperty(**{**each, "verdict": Verdict(each["verdict"])}) for each in done["properties"])
    return Judged(Verdict(done["verdict"]), done["message"], done["cpu_seconds"], tuple(properties))
