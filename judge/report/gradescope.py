"""The `results.json` that Gradescope reads: https://gradescope-autograders.readthedocs.io/en/latest/specs/.

This is the one format with two readers. What students may see is redacted as everywhere; properties that they may not see are
tests of visibility `hidden`, which Gradescope shows to staff only, and hold all there is to say.

Where the judge or the challenge is at fault there is no score at all: zero points would look like a failed submission.
"""

from __future__ import annotations

import json
from typing import Any

from judge.model import Feedback, Grade, Outcome, Verdict
from judge.report.feedback import level_of, redact
from judge.report.outline import cases, describe_case, headline


def render_gradescope(grade: Grade, level: Feedback) -> str:
    """One JSON object, ASCII only.

    Args:
        grade: The whole grade, not redacted.
        level: How much students see.
    """
    shown = redact(grade, level)
    report: dict[str, Any] = {
        "output": headline(shown),
        "output_format": "text",
        "execution_time": round(grade.runtime.wall_seconds, 3),
        "visibility": "visible",
        "stdout_visibility": "hidden",
    }
    if grade.verdict is Verdict.JUDGE_ERROR:
        return json.dumps({**report, "tests": []})
    visible = [_test(shown, outcome) for outcome in cases(shown)]
    tests = []
    if not shown.properties:
        tests = [{key: visible[0][key] for key in ("name", "name_format", "status", "output", "output_format")}]
        visible = [{}] * len(grade.properties)
    for number, (outcome, test) in enumerate(zip(grade.properties, visible, strict=True), start=1):
        hidden = level_of(outcome, level) is Feedback.VERDICT
        own = _test(grade, outcome) if hidden else test
        tests.append({"number": str(number), **own, "visibility": "hidden" if hidden else "visible"})
    points = shown.score * sum(outcome.points for outcome in grade.properties)  # all or none at level `verdict`
    return json.dumps({**report, "score": round(points, 6), "tests": tests, **_leaderboard(grade)})


def _test(grade: Grade, outcome: Outcome) -> dict[str, Any]:
    if outcome.verdict is Verdict.JUDGE_ERROR:  # neither passed nor failed
        text = describe_case(grade, outcome)
        return {"name": outcome.title, "name_format": "text", "output": text, "output_format": "text"}
    holds = outcome.verdict is Verdict.ACCEPTED
    return {
        "name": outcome.title,
        "name_format": "text",
        "score": outcome.points if holds else 0.0,
        "max_score": outcome.points,
        "status": "passed" if holds else "failed",
        "output": "" if holds else f"{str(outcome.verdict).replace('_', ' ')}\n{describe_case(grade, outcome)}",
        "output_format": "text",
    }


def _leaderboard(grade: Grade) -> dict[str, Any]:
    """Time and memory, of accepted submissions: wrong answers come easily fast."""
    if grade.verdict is not Verdict.ACCEPTED:
        return {}
    entries: list[dict[str, Any]] = []
    if grade.runtime.relative_to_reference is not None:
        ratio = round(grade.runtime.relative_to_reference, 3)
        entries.append({"name": "Time (of the reference's)", "value": ratio, "order": "asc"})
    megabytes = round(grade.runtime.peak_memory_bytes / 1e6, 1)
    return {"leaderboard": [*entries, {"name": "Memory (MB)", "value": megabytes, "order": "asc"}]}
