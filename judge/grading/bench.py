"""Measure several submissions of a challenge side by side: judge each, then let the accepted ones race."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from judge.challenge import Challenge
from judge.errors import ChallengeError, UsageError
from judge.grading.grader import Grader
from judge.grading.recording_store import RecordingStore
from judge.grading.submission import STANDARD_INPUT, read_submission
from judge.measure.ranking import rank
from judge.model import Bench, BenchEntry, Timing, Verdict
from judge.sandbox.levels import IsolationPolicy
from judge.timing.measurement import measure_submissions
from judge.timing.race import Effort
from judge.timing.sized_input import load_sized_input


def bench(
    challenge: Challenge,
    submissions: Sequence[str | os.PathLike[str]],
    *,
    effort: Effort,
    seed: int = 0,
    isolation: IsolationPolicy = IsolationPolicy.BEST_EFFORT,
    progress: Callable[[str], None] | None = None,
) -> Bench:
    """Judge submissions and measure the accepted ones in one race, each beside the reference.

    Args:
        challenge: The challenge, which needs a `sized_input.py`.
        submissions: Python files; untrusted.
        effort: How much to spend on measuring each.
        seed: Decides what is generated.
        isolation: Whether to refuse where isolation is weaker than `strong`.
        progress: Told what is done next.

    Returns:
        Entries in the order of their rank.

    Raises:
        UsageError: The challenge has no sized inputs, or a file cannot be read.
        ChallengeError: The challenge is invalid.
        JudgeError: The judge itself cannot do its work on this machine.
    """
    sized_input = load_sized_input(challenge.sized_input)
    if sized_input is None:
        raise UsageError(
            f"{challenge.sized_input} is missing: to measure runtimes the judge must know what an input of a given size is"
        )
    tell = progress or (lambda _: None)
    paths = [os.fspath(submission) for submission in submissions]
    if paths.count(STANDARD_INPUT) > 1:
        raise UsageError("standard input can be read once; name - for one of the submissions only")
    sources = [read_submission(submission) for submission in submissions]
    grades = []
    with Grader(challenge, isolation=isolation, store=RecordingStore(challenge.digest)) as grader:
        for number, (path, source) in enumerate(zip(paths, sources, strict=True), start=1):
            tell(f"judging {number} of {len(paths)} …")
            grades.append(grader.judge(source, path, seed=seed))
    racing = [number for number, grade in enumerate(grades) if grade.verdict is Verdict.ACCEPTED]
    tell(f"measuring {len(racing)} …")
    racers = [(Path(paths[number]).name, sources[number]) for number in racing]
    try:
        measured = measure_submissions(challenge, racers, sized_input, effort=effort, seed=seed) if racers else []
    except ChallengeError as error:
        measured = [Timing(note=str(error)) for _ in racers]
    timings = dict(zip(racing, measured, strict=True))
    ranks = _ranks(timings)
    entries = [
        BenchEntry(grade.submission, grade.submission_digest, grade.verdict, ranks.get(number), timings.get(number))
        for number, grade in enumerate(grades)
    ]
    return Bench(
        challenge.name,
        challenge.digest,
        seed,
        tuple(sorted(entries, key=_place)),
        grades[0].isolation,
        grades[0].versions,
    )


def _ranks(timings: dict[int, Timing]) -> dict[int, int]:
    intervals = {number: timing.relative for number, timing in timings.items() if timing.relative is not None}
    return dict(zip(intervals, rank(list(intervals.values())), strict=True))


def _place(entry: BenchEntry) -> tuple[int, float]:
    if entry.timing is None:
        return 2, 0.0
    if entry.timing.relative is None:
        return 1, 0.0
    return 0, entry.timing.relative.value
