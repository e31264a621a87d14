"""Judge one submission against one challenge: from paths to the finished `Grade`."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection
from dataclasses import replace
from typing import TYPE_CHECKING

from judge.challenge import Challenge, find_challenge, load_challenge
from judge.errors import ChallengeError, JudgeError
from judge.grading.grader import Grader
from judge.grading.recording_store import RecordingStore
from judge.grading.submission import read_submission
from judge.model import Grade, Timing, Verdict
from judge.sandbox.levels import IsolationPolicy

if TYPE_CHECKING:
    from judge.timing.race import Effort


def grade(
    challenge: str | os.PathLike[str] | Challenge,
    submission: str | os.PathLike[str],
    *,
    seed: int = 0,
    isolation: IsolationPolicy = IsolationPolicy.BEST_EFFORT,
    without: Collection[str] = (),
    progress: Callable[[int, int], None] | None = None,
    effort: Effort | None = None,
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
        effort: How much to spend on measuring the runtime of an accepted submission beside the reference's; nothing without.

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
        result = grader.judge(source, path, seed=seed, progress=progress)
    if effort is None or result.verdict is not Verdict.ACCEPTED:
        return result
    return with_timing(result, challenge, source, effort, without)


def with_timing(
    result: Grade, challenge: Challenge, source: bytes, effort: Effort, without: Collection[str] = ()
) -> Grade:
    """The grade with its submission's runtime measured beside the reference's, if the challenge has sized inputs.

    A verdict that stands is never lost for that: what goes wrong is a note in the timing.
    """
    from judge.timing.measurement import measure_submissions  # noqa: PLC0415  # many runs do without
    from judge.timing.sized_input import load_sized_input  # noqa: PLC0415

    try:
        sized_input = load_sized_input(challenge.sized_input)
        if sized_input is None:
            return result
        name = result.submission.rpartition("/")[2]
        [timing] = measure_submissions(
            challenge, [(name, source)], sized_input, effort=effort, seed=result.seed, without=tuple(without)
        )
    except ChallengeError:  # why is none of the candidate's business, and judge bench says it to the author
        timing = Timing(note=f"the challenge's {challenge.sized_input.name} is at fault")
    except JudgeError as error:
        timing = Timing(note=f"the judge could not measure it: {error}")
    except KeyboardInterrupt:
        timing = Timing(note="interrupted")
    relative = timing.relative.value if timing.relative else result.runtime.relative_to_reference
    return replace(result, runtime=replace(result.runtime, timing=timing, relative_to_reference=relative))
