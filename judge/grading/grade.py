"""Judge one submission against one challenge: from paths to the finished `Grade`."""

from __future__ import annotations

import hashlib
import os
import platform
from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from judge.challenge import Challenge, find_challenge, load_challenge
from judge.grading.submission import STANDARD_INPUT, read_submission
from judge.grading.surroundings import shielded
from judge.host.candidate import Candidate
from judge.host.host import Host
from judge.model import Grade, Isolation, Verdict
from judge.sandbox.levels import IsolationPolicy, require

if TYPE_CHECKING:
    from judge.grading.session import ChallengeSession


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
    name = "submission.py" if path == STANDARD_INPUT else Path(path).name
    # The worker starts and imports the submission while this process imports pytest and Hypothesis.
    with Host(seed, challenge.limits, challenge.secrets(), without) as host:
        if isolation is IsolationPolicy.REQUIRED:
            require(host.isolation)
        with Candidate(source, name, challenge.entry_point, challenge.limits, seed, host) as candidate, shielded():
            from judge.grading.hidden_tests import run_hidden_tests  # noqa: PLC0415
            from judge.grading.session import ChallengeSession  # noqa: PLC0415

            session = ChallengeSession(challenge, candidate, seed)
            run_hidden_tests(session, progress)
        return _summarise(session, path, source, host.isolation)


def _summarise(session: ChallengeSession, path: str, source: bytes, isolation: Isolation) -> Grade:
    from judge.grading.decide import decide_submission, score  # noqa: PLC0415

    candidate = session.candidate
    verdict, cause = decide_submission(session.outcomes)
    unloadable = candidate.unloadable
    if unloadable is not None and all(outcome.verdict is unloadable.verdict for outcome in session.outcomes):
        message = unloadable.message
    elif verdict is Verdict.JUDGE_ERROR:
        message = "\n".join(session.faults) or "no property ran"
    else:
        message = "\n".join(
            session.faults
        )  # of later properties: the verdict stands, the challenge's author should know
    return Grade(
        challenge=session.challenge.name,
        challenge_digest=session.challenge.digest,
        submission=path,
        submission_digest=hashlib.sha256(source).hexdigest(),
        verdict=verdict,
        cause=cause,
        message=message,
        integrity=tuple(candidate.integrity),
        score=score(session.outcomes),
        seed=session.seed,
        properties=tuple(session.outcomes),
        runtime=replace(candidate.runtime(), relative_to_reference=session.relative_to_reference()),
        output=candidate.output(),
        isolation=isolation,
        versions=_versions(),
    )


def _versions() -> dict[str, str]:
    import hypothesis  # noqa: PLC0415

    from judge import __version__  # noqa: PLC0415

    return {"judge": __version__, "python": platform.python_version(), "hypothesis": hypothesis.__version__}
