"""What an autograder runs on Gradescope, in `/autograder`, for each submission; see `judge.package.gradescope`.

Students read `results/results.json`, as far as the challenge's feedback policy goes. Standard output, which Gradescope shows
to staff, has the whole report. Where the judge is at fault there is no score, and the status says so: Gradescope then reports
that the autograder failed, and the submission can be graded again.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Final

from judge.challenge import list_challenges, load_challenge
from judge.errors import JudgeError, UsageError
from judge.grading.grade import grade
from judge.grading.property_source import with_sources
from judge.model import Feedback, Verdict
from judge.report.feedback import redact
from judge.report.gradescope import render_gradescope
from judge.report.outline import NOT_YOUR_FAULT
from judge.report.text import printable, render_text

_CHALLENGES: Final = Path("source/hidden/challenges")
_SUBMISSION: Final = Path("submission")
_RESULTS: Final = Path("results/results.json")
_USUAL_NAME: Final = "solution.py"
_JUDGE_FAULT: Final = 3
_WIDTH: Final = 100


def main() -> int:
    """Judge the submission; return the exit status: 0 unless the judge or the challenge is at fault."""
    try:
        return _judge()
    except (JudgeError, OSError) as error:
        sys.stderr.write(f"judge: {printable(str(error))}\n")
        _write(json.dumps({"output": f"The submission could not be judged.\n{NOT_YOUR_FAULT}", "tests": []}))
        return _JUDGE_FAULT


def _judge() -> int:
    (folder,) = list_challenges(_CHALLENGES)
    challenge = load_challenge(folder)
    submission, problem = find_submission(_SUBMISSION, f"{challenge.name}.py")
    if submission is None:
        return _refuse(problem)
    try:
        result = grade(challenge, submission)
    except UsageError as error:  # it cannot be read, or is larger than any source
        return _refuse(printable(str(error)))
    _write(render_gradescope(result, challenge.feedback))
    whole = redact(with_sources(result, challenge), Feedback.EVERYTHING)
    sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]  # a real stream
    sys.stdout.write(f"{render_text(whole, width=_WIDTH)}\n")
    return _JUDGE_FAULT if result.verdict is Verdict.JUDGE_ERROR else 0


def _refuse(problem: str) -> int:
    """Give no points, and say why, for what the student can mend."""
    _write(json.dumps({"score": 0, "output": problem, "output_format": "text", "tests": []}))
    return 0


def find_submission(folder: Path, name: str) -> tuple[Path | None, str]:
    """The file to judge: the only one, or of several the one with a name that is expected.

    Links are not followed, since they could lead to the reference solution.

    Returns:
        The file; or None, and what to say to the student.
    """
    files = [
        path
        for path in sorted(folder.rglob("*.py"))
        if path.is_file() and not path.is_symlink() and path.resolve() == folder.resolve() / path.relative_to(folder)
    ]
    for wanted in (_USUAL_NAME, name):
        named = [path for path in files if path.name == wanted]
        if len(named) == 1:
            return named[0], ""
    if len(files) == 1:
        return files[0], ""
    found = ", ".join(printable(path.relative_to(folder).as_posix()) for path in files) or "none"
    return None, f"Submit one Python file, or call the one to judge {_USUAL_NAME}. Python files found: {found}."


def _write(results: str) -> None:
    _RESULTS.parent.mkdir(exist_ok=True)
    _RESULTS.write_text(f"{results}\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
