"""Have submissions of challenges judged in parallel, each only once: what the verdict cache knows is not judged again."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from functools import partial
from typing import Any, Self

from judge import errors
from judge.batch.pool import LocalPool
from judge.batch.tasks import judge_task, make_task
from judge.challenge import Challenge
from judge.errors import JudgeError
from judge.grading.plan import COMPLETE, Plan
from judge.model import Verdict
from judge.package.verdict_cache import VerdictCache, make_key
from judge.sandbox.levels import IsolationPolicy

Task = Callable[[dict[str, Any]], dict[str, Any]]


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
    def holds(self) -> bool:
        """Whether it is accepted."""
        return self.verdict is Verdict.ACCEPTED


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of a submission: see `judge.model.Grade`."""

    verdict: Verdict
    message: str
    cpu_seconds: float
    properties: tuple[JudgedProperty, ...]

    @property
    def rejecting(self) -> tuple[JudgedProperty, ...]:
        """The properties that do not hold."""
        return tuple(judged for judged in self.properties if not judged.holds)


class Workbench:
    """A pool of warm graders behind a verdict cache; a context manager that ends the pool.

    Args:
        cache: Knows earlier results.
        processes: How many processes judge at a time; by default one for each core.
        progress: Told how many tasks are done and how many were asked for so far.

    Attributes:
        remembered: Results that came from the cache.
        judged: Results that did not.
    """

    def __init__(
        self,
        cache: VerdictCache,
        *,
        processes: int | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> None:
        self._cache = cache
        self._processes = processes
        self._progress = progress
        self._pool: Executor | None = None
        self._lock = threading.Lock()
        self._asked = 0
        self.remembered = 0
        self.judged = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=not any(exception), cancel_futures=True)

    def judge(
        self,
        challenge: Challenge,
        source: bytes,
        path: str,
        *,
        seed: int = 0,
        plan: Plan = COMPLETE,
    ) -> Callable[[], Judged]:
        """Have a submission judged.

        Returns:
            A function that waits for the grade. It raises a `JudgeError` where there can be none.
        """
        pending = self.do(judge_task, challenge, source=source, path=path, seed=seed, plan=plan)
        return lambda: _read(pending())

    def do(
        self,
        task: Task,
        challenge: Challenge,
        *,
        source: bytes,
        path: str,
        seed: int = 0,
        plan: Plan = COMPLETE,
    ) -> Callable[[], dict[str, Any]]:
        """Have something else done that takes the same as judging, and gives a dictionary."""
        folder = str(challenge.folder.resolve())
        order = make_task(
            folder, challenge.digest, source, path, seed=seed, plan=plan, isolation=IsolationPolicy.BEST_EFFORT
        )
        name = path.rpartition("/")[2]
        key = make_key(task.__name__, name, {**order, "challenge": challenge.name, "path": name})
        self._note(asked=1)
        known = self._cache.get(key)
        if known is not None:
            self.remembered += 1
            self._note()
            return lambda: known
        future = self._start(task, order)
        future.add_done_callback(partial(self._keep, key))
        return lambda: _unwrap(future.result())

    def _start(self, task: Task, order: dict[str, Any]) -> Future[dict[str, Any]]:
        with self._lock:
            self._pool = self._pool or LocalPool(self._processes)
            return self._pool.submit(task, order)

    def _keep(self, key: str, future: Future[dict[str, Any]]) -> None:
        self.judged += 1
        if not future.cancelled() and future.exception() is None:
            done = future.result()
            if "error" not in done and done.get("result", {}).get("verdict") != Verdict.JUDGE_ERROR:
                self._cache.put(key, done)
        self._note()

    def _note(self, asked: int = 0) -> None:
        with self._lock:
            self._asked += asked
            if self._progress is not None:
                self._progress(self.judged + self.remembered, self._asked)


def _unwrap(done: dict[str, Any]) -> dict[str, Any]:
    if "error" in done:
        kind = getattr(errors, done["kind"], JudgeError)
        raise kind(done["error"])
    return done


def _read(done: dict[str, Any]) -> Judged:
    result, shares = done["result"], done["time_limit_shares"]
    return Judged(
        verdict=Verdict(result["verdict"]),
        message=result["message"],
        cpu_seconds=result["runtime"]["cpu_seconds"],
        properties=tuple(
            JudgedProperty(
                name=outcome["name"],
                verdict=Verdict(outcome["verdict"]),
                cause=outcome["cause"],
                examples=outcome["examples"],
                cpu_seconds=outcome["cpu_seconds"],
                time_limit_share=shares.get(outcome["name"], 0.0),
                call=outcome.get("counterexample", {}).get("call", ""),
                returned=outcome.get("counterexample", {}).get("returned", ""),
                message=outcome.get("counterexample", {}).get("message", ""),
            )
            for outcome in result["properties"]
        ),
    )
