"""What `judge run` does with several submissions: judges one after the other and shows them side by side."""

from __future__ import annotations

import functools
import shutil
from collections.abc import Callable, Sequence

from judge.challenge import Challenge
from judge.cli.streams import ProgressLine, progress_line
from judge.errors import UsageError
from judge.model import Feedback, Grade
from judge.sandbox.levels import IsolationPolicy


def compare(
    challenge: Challenge,
    paths: Sequence[str],
    level: Feedback,
    *,
    seed: int,
    isolation: IsolationPolicy,
    without: Sequence[str],
    write: Callable[[str], None],
) -> list[Grade]:
    """Judge submissions of one challenge, in the order in which they are named, and write the comparison.

    Returns:
        The grades as their reader may see them.

    Raises:
        UsageError: One of them cannot be read, or standard input is named twice; nothing has been judged then.
    """
    from judge.grading.grader import Grader  # noqa: PLC0415  # after the arguments are known to be good
    from judge.grading.recording_store import RecordingStore  # noqa: PLC0415
    from judge.grading.submission import STANDARD_INPUT, read_submission  # noqa: PLC0415
    from judge.report.comparison import render_comparison  # noqa: PLC0415
    from judge.report.feedback import redact  # noqa: PLC0415

    if paths.count(STANDARD_INPUT) > 1:
        raise UsageError("standard input can be read once; name - for one of the submissions only")
    sources = [read_submission(path) for path in paths]
    store = RecordingStore(challenge.digest)
    grades = []
    with progress_line() as line, Grader(challenge, isolation=isolation, without=without, store=store) as grader:
        for number, (source, path) in enumerate(zip(sources, paths, strict=True), start=1):
            progress = functools.partial(_show, line, f"submission {number} of {len(paths)}")
            grades.append(redact(grader.judge(source, path, seed=seed, progress=progress), level))
    write(render_comparison(grades, width=shutil.get_terminal_size().columns))
    return grades


def _show(line: ProgressLine, which: str, number: int, total: int) -> None:
    line.show(f"{which}, property {number} of {total} …")
