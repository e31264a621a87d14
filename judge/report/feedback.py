"""Take out of a grade what its reader may not see."""

from __future__ import annotations

from dataclasses import replace

from judge.model import Feedback, Grade, Outcome, Output, Verdict

_LEVELS = list(Feedback)


def redact(grade: Grade, level: Feedback) -> Grade:
    """The grade as seen at a level of feedback.

    `verdict` leaves the verdict and the score's inputs out of sight, `property` shows which properties hold,
    `counterexample` shows everything. A property's own mark can lower the level for that property, never raise it. What a
    submission printed is shown only where everything is: it can print its arguments. Why a submission could not be loaded is
    always shown; it says nothing of the hidden tests.
    """
    levels = [min(level, outcome.feedback or level, key=_LEVELS.index) for outcome in grade.properties]
    lowest = min([level, *levels], key=_LEVELS.index)
    if lowest is not Feedback.COUNTEREXAMPLE:
        grade = replace(grade, output=Output())
    if grade.verdict is Verdict.INVALID_SUBMISSION:
        return grade if level is not Feedback.VERDICT else replace(grade, properties=())
    if lowest is not Feedback.COUNTEREXAMPLE and grade.verdict is Verdict.JUDGE_ERROR:
        grade = replace(grade, message="the judge or the challenge is at fault; tell the challenge's author")
    if level is Feedback.VERDICT:
        return replace(grade, cause=None, score=float(grade.verdict is Verdict.ACCEPTED), properties=())
    return replace(grade, properties=tuple(map(_redact_outcome, grade.properties, levels)))


def _redact_outcome(outcome: Outcome, level: Feedback) -> Outcome:
    if level is Feedback.COUNTEREXAMPLE:
        return outcome
    outcome = replace(outcome, counterexample=None)
    if level is Feedback.PROPERTY:
        return outcome
    return replace(outcome, name="hidden", title="A hidden property.", cause=None, examples=0)
