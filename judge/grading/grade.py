"""Judge one submission against one challenge: from paths to the finished `Grade`."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection

from judge.challenge import Challenge, find_challenge, load_challenge
from judge.grading.grader import Grader
from judge.grading.recording_store import RecordingStore
from judge.grading.submission import read_submission
from judge.model import Grade
from judge.sandbox.levels import IsolationPolicy


def grade(
    challenge: str | os.PathLike[str] | Challenge,
    submission: str | os.PathLike[str],
    *,
    seed: int = 0,
    isolation: IsolationPolicy = IsolationPolicy.BEST_EFFORT,
    without: Collection[str] = (),
    progress: Callable[[int, int], None] | None = None,
) -> Grade:
    """Judge a submission.

    To judge many of one challenge, a `judge.grading.grader.Grader` saves most of the time.

    Args:
        challenge: A challenge folder, the bare name of one below `./challenges`, or a loaded challenge.
        submission: A Python file, or `-` for standard input. Its content is untrusted and runs in a process of its own.
        seed: Decides everything that is generated; the same seed gives the same grade but for times and memory.
        isolation: Whether to refuse where isolation is weaker than `strong`.
        without: Layers of containment to leave out. For the judge's own tests, which show what each layer is good for.
        progress: Called before each property with its number, from 1, and how many there are.

    Returns:
        The grade; a submission at fault is a verdict, never an exception.

    Raises:
        UsageError: There is no such challenge or file.
        ChallengeError: The challenge folder is invalid.
        IsolationError: Isolation is weaker than the policy requires.
        JudgeError: The judge itself cannot do its work on this machine.
    """
    source = read_submission(submission)
    if not isinstance(challenge, Challenge):
        challenge = load_challenge(find_challenge(os.fspath(challenge)))
    path = os.fspath(submission)
    store = RecordingStore(challenge.digest)
    with Grader(challenge, isolation=isolation, without=without, store=store) as grader:
        return grader.judge(source, path, seed=seed, progress=progress)
