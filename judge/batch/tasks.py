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

from judge.batch.parcel import unpack_challenge
from judge.challenge import load_challenge
from judge.errors import ChallengeError, JudgeError, WorkerStartError
from judge.grading.grader import Grader
from judge.grading.plan import COMPLETE, Plan
from judge.grading.recording_store import RecordingStore
from judge.model import Limits
from judge.report.json import result_object
from judge.sandbox.levels import IsolationPolicy

_GRADERS_KEPT: Final = 4
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
            been sent it: see `with_grader`.
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
        shares = {outcome.name: round(outcome.time_limit_share, 6) for outcome in grade.properties}
        return {"result": result_object(grade), "time_limit_shares": shares}

    return with_grader(task, judge)


def with_grader(task: dict[str, Any], work: Callable[[Grader], dict[str, Any]]) -> dict[str, Any]:
    """Do something with the warm grader of a task's challenge, one task of this process at a time.

    Returns:
        What the work gives; `error` and `kind` where a `JudgeError` was raised; or `needs`, the digest of a challenge that this
        process has not got, for the caller to send the task again with the challenge's `parcel`.
    """
    with _at_work:
        try:
            if "parcel" in task and task["digest"] not in _unpacked:
                _unpacked[task["digest"]] = unpack_challenge(task["parcel"], task["digest"])
            folder = task["challenge"] or _unpacked.get(task["digest"])
            if not folder:
                return {"needs": task["digest"]}
            return work(_grader(str(folder), task["digest"], task["isolation"]))
        except WorkerStartError as error:
            close_graders()  # a host may be gone; the next task gets new ones
            return {"error": str(error), "kind": type(error).__name__}
        except JudgeError as error:
            return {"error": str(error), "kind": type(error).__name__}


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
