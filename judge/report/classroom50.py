"""The `result.json` of Classroom 50, schema `classroom50/result/v1`: https://github.com/foundation50/classroom50/wiki.

Who submitted what is not the judge's to know: the runner of Classroom 50 says it in environment variables. Its points are whole
numbers, so where a property is worth a fraction all are multiplied alike.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from datetime import UTC, datetime
from fractions import Fraction
from typing import Final

from judge.errors import JudgeError, UsageError
from judge.model import Grade, Outcome, Verdict
from judge.report.outline import cases, describe_case, headline

_NEEDED: Final = {
    "classroom": "CLASSROOM",
    "assignment": "ASSIGNMENT",
    "submission": "SUBMISSION_TAG",
    "commit": "COMMIT_URL",
    "release": "RELEASE_URL",
}
_FINEST: Final = 1_000
"""Points are taken to a thousandth."""


def check_environment(environment: Mapping[str, str]) -> None:
    """Make sure that the runner's variables are there.

    Raises:
        UsageError: Some are not.
    """
    missing = [name for name in _NEEDED.values() if not environment.get(name)]
    if missing:
        raise UsageError(
            f"the format classroom50 needs the environment variables of its runner; {', '.join(missing)} "
            f"{'is' if len(missing) == 1 else 'are'} not set"
        )


def render_classroom50(grade: Grade, environment: Mapping[str, str]) -> str:
    """One JSON object, ASCII only.

    Args:
        grade: The grade, redacted to what its reader may see.
        environment: The variables that the runner of Classroom 50 sets.

    Raises:
        UsageError: Some of the variables are not set.
        JudgeError: The judge or the challenge is at fault. The runner makes an error of its own where there is no result; any
            result of ours would look like that of a submission.
    """
    check_environment(environment)
    if grade.verdict is Verdict.JUDGE_ERROR:
        raise JudgeError(f"there is no result for classroom50: {' '.join(headline(grade).split())}")
    rows = [row for row in cases(grade) if row.verdict is not Verdict.JUDGE_ERROR]  # neither passed nor failed
    scale = math.lcm(*(_points(row).denominator for row in rows))
    most = [int(_points(row) * scale) for row in rows]
    earned = [points if row.verdict is Verdict.ACCEPTED else 0 for row, points in zip(rows, most, strict=True)]
    tests = [
        {
            "test-name": row.title,
            "passed": row.verdict is Verdict.ACCEPTED,
            "score": score,
            "max-score": points,
            "output": "" if row.verdict is Verdict.ACCEPTED else describe_case(grade, row),
        }
        for row, score, points in zip(rows, earned, most, strict=True)
    ]
    result = {
        "schema": "classroom50/result/v1",
        **{field: environment[name] for field, name in _NEEDED.items()},
        "review": environment.get("REVIEW_URL") or environment["COMMIT_URL"],
        "datetime": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "score": sum(earned),
        "max-score": sum(most),
        "tests": tests,
    }
    return json.dumps(result)


def _points(row: Outcome) -> Fraction:
    return Fraction(row.points).limit_denominator(_FINEST)
