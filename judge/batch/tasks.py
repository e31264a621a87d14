"""What a process of the pool does: judge one submission with a grader that stays warm for the next.

Only plain dictionaries go in and out, so that a task can cross any executor: another process, or another machine.
"""

from __future__ import annotations

import atexit
import shutil
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from judge.batch.deadline import deadline
from judge.batch.parcel import unpack_challenge
from judge.challenge import load_challenge
from judge.errors import ChallengeError, JudgeError, WorkerStartError
from judge.grading.grader import Grader
from judge.grading.plan import COMPLETE, Plan
from judge.grading.recording_store import RecordingStore
from judge.model import Grade, Limits
from judge.report.json import result_object
from judge.sandbox.levels import IsolationPolicy

_GRADERS_KEPT: Final = 4
_SECONDS_FOR_TESTS: Final = 300.0
"""What hidden tests may take beside a submission: elapsed time, also on a machine that is busy with other things."""

_ELAPSED_PER_CPU_SECOND: Final = 3
"""What a submission may take over its CPU time, as `judge.host.candidate` has it."""

_graders: OrderedDict[tuple[str, str, str], Grader] = OrderedDict()
_unpacked: dict[str, Path] = {}
_at_work = threading.Lock()
"""pytest and Hypothesis have one state for the whole process, so an executor's threads take turns."""


def make_task(
    challenge: str,
    digest: str,
    source: bytes,
    path: str,
    *,
    seed: int = 0,
    plan: Plan = COMPLETE,
    isolation: str,
) -> dict[str, Any]:
    """The task of judging a submission.

    Args:
        challenge: The challenge folder, as the processes of the pool see it; empty where they may not see it, and so must have
            got it: see `receive_challenge`.
        digest: Its digest; a process that sees another content refuses.
        source: The submission, untrusted.
        path: Where it comes from, for the report.
        seed: Decides what hidden tests generate.
        plan: How far to go.
        isolation: An `IsolationPolicy`.
    """
    return {
        "challenge": challenge,
        "digest": digest,
        "source": source,
        "path": path,
        "seed": seed,
        "plan": {**asdict(plan), "only": None if plan.only is None else sorted(plan.only)},
        "isolation": isolation,
    }


def judge_task(task: dict[str, Any]) -> dict[str, Any]:
    """Judge one submission.

    Returns:
        `result`, the result object of the contract, and `time_limit_shares`, for each property how near its slowest call came
        to its time limit; or `error` and `kind`, where the judge or the challenge could not do its work.
    """

    def judge(grader: Grader) -> dict[str, Any]:
        grade = grader.judge(task["source"], task["path"], seed=task["seed"], plan=read_plan(task["plan"]))
        return describe_grade(grade)

    return with_grader(task, judge)


def describe_grade(grade: Grade) -> dict[str, Any]:
    """A grade as plain data: see `judge_task`."""
    shares = {outcome.name: round(outcome.time_limit_share, 6) for outcome in grade.properties}
    return {"result": result_object(grade), "time_limit_shares": shares}


def with_grader(task: dict[str, Any], work: Callable[[Grader], dict[str, Any]]) -> dict[str, Any]:
    """Do something with the warm grader of a task's challenge, one task of this process at a time.

    Returns:
        What the work gives; or `error` and `kind`, where it raised a `JudgeError` or the judge itself is broken.
    """
    with _at_work:
        try:
            grader = _grader(task["challenge"] or str(_unpacked[task["digest"]]), task["digest"], task["isolation"])
            with deadline(_longest(grader, task), grader.challenge.folder) as watched:
                try:
                    return work(grader)
                except TimeoutError as error:
                    raise JudgeError(f"{task['path']}: judging it has {error}") from error
                finally:
                    if watched.passed:
                        close_graders()
        except WorkerStartError as error:
            close_graders()  # a host may be gone; the next task gets new ones
            return {"error": str(error), "kind": type(error).__name__}
        except JudgeError as error:
            return {"error": str(error), "kind": type(error).__name__}
        except Exception as error:  # noqa: BLE001  # a mistake of ours is no reason to end a batch
            close_graders()  # they may be in any state
            return {"error": f"internal error: {type(error).__name__}: {error}", "kind": JudgeError.__name__}


def receive_challenge(parcel: bytes, digest: str, folder: str) -> None:
    """Unpack a challenge for the tasks of this process, which may come from a machine whose files it does not see.

    Args:
        parcel: What `pack_challenge` gave.
        digest: The challenge's digest.
        folder: Where to unpack it, in a folder of its own that only this user can read.

    Raises:
        ChallengeError: The parcel is damaged, or holds something else than what the digest says.
    """
    with _at_work:
        if digest not in _unpacked:
            _unpacked[digest] = unpack_challenge(parcel, digest, folder)


def _longest(grader: Grader, task: dict[str, Any]) -> float:
    """How many seconds a task may take at most, before its hidden tests must be to blame."""
    limits = read_plan(task["plan"]).limits or grader.challenge.limits
    return _SECONDS_FOR_TESTS + _ELAPSED_PER_CPU_SECOND * (limits.cpu_seconds + limits.import_seconds)


def close_graders() -> None:
    """End the hosts of this process."""
    while _graders:
        _graders.popitem()[1].close()


def forget_challenges() -> None:
    """End the hosts of this process and remove the challenges that were sent to it."""
    close_graders()
    while _unpacked:
        shutil.rmtree(_unpacked.popitem()[1].parents[1], ignore_errors=True)


def _grader(folder: str, digest: str, isolation: str) -> Grader:
    key = folder, digest, isolation
    if key not in _graders:
        challenge = load_challenge(Path(folder))
        if challenge.digest != digest:
            raise ChallengeError(f"{folder}: was changed while it was in use; start again")
        _graders[key] = Grader(challenge, isolation=IsolationPolicy(isolation), store=RecordingStore(digest))
        if len(_graders) > _GRADERS_KEPT:
            _graders.popitem(last=False)[1].close()
    _graders.move_to_end(key)
    return _graders[key]


atexit.register(forget_challenges)


def read_plan(plan: dict[str, Any]) -> Plan:
    """The plan that a task holds as a dictionary."""
    limits, only = plan["limits"], plan["only"]
    return Plan(
        **{
            **plan,
            "limits": None if limits is None else Limits(**limits),
            "only": None if only is None else frozenset(only),
        }
    )
