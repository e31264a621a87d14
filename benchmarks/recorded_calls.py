"""Record the calls that a challenge's hidden tests make, to make the same calls elsewhere."""

from __future__ import annotations

import pickle
from pathlib import Path

from judge.challenge import Challenge
from judge.grading.grader import Grader
from judge.grading.solution import CallRecord


def record_calls(challenge: Challenge, submission: Path, target: Path) -> int:
    """Write positional arguments, keywords and number of each call that judging a submission makes.

    Returns:
        How many calls there are.
    """
    calls: list[bytes] = []

    def note(_name: str, record: CallRecord) -> None:
        calls.append(pickle.dumps((record.args, record.kwargs, record.count)))  # at once: a test may change its lists

    with Grader(challenge) as grader:
        grader.judge(submission.read_bytes(), submission.name, watch=note)
    target.write_bytes(pickle.dumps([pickle.loads(call) for call in calls]))
    return len(calls)
