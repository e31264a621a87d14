"""Take out of a grade what its reader may not see."""

from __future__ import annotations

from dataclasses import replace

from judge.model import Cause, Feedback, Grade, Outcome, Output, Verdict

_LEVELS = list(Feedback)


def redact(grade: Grade, level: Feedback) -> Grade:
    """The grade as seen at a level of feedback.

    `verdict` shows the verdict alone, `property` which properties hold, `counterexample` everything. A property's own mark can
    lower the level for that property, never raise it. What a submission printed, or was noticed doing, is shown only where
    everything is: it can hold the arguments it was called with. Why a submission could not be loaded is always shown; it says
    nothing of the hidden tests.
    """
    levels = [level_of(outcome, level) for outcome in grade.properties]
    if min([level, *levels], key=_LEVELS.index) is not Feedback.COUNTEREXAMPLE:
        grade = replace(grade, output=Output(), integrity=(), message=_public_message(grade))
    if level is Feedback.VERDICT:
        return replace(grade, cause=_public_cause(grade), score=float(grade.verdict is Verdict.ACCEPTED), properties=())
    if grade.verdict is Verdict.INVALID_SUBMISSION:
        return grade
    properties = tuple(map(_redact_outcome, grade.properties, levels))
    deciding = next((outcome for outcome in properties if outcome.verdict is not Verdict.ACCEPTED), None)
    return replace(grade, cause=deciding.cause if deciding else grade.cause, properties=properties)


def level_of(outcome: Outcome, level: Feedback) -> Feedback:
    """How much is shown of a property where the grade is shown at a level."""
    return min(level, outcome.feedback or level, key=_LEVELS.index)


def _public_message(grade: Grade) -> str:
    """What may be said to anyone: why a submission cannot be loaded, but not what is wrong with a hidden test."""
    if grade.verdict is Verdict.JUDGE_ERROR:
        return "the judge or the challenge is at fault; tell the challenge's author"
    return grade.message if _never_called(grade) else ""


def _public_cause(grade: Grade) -> Cause | None:
    return grade.cause if _never_called(grade) and grade.verdict is not Verdict.JUDGE_ERROR else None


def _never_called(grade: Grade) -> bool:
    return not any(outcome.examples for outcome in grade.properties)


def _redact_outcome(outcome: Outcome, level: Feedback) -> Outcome:
    if level is Feedback.COUNTEREXAMPLE:
        return outcome
    outcome = replace(outcome, counterexample=None)
    if level is Feedback.PROPERTY:
        return outcome
    return replace(outcome, name="hidden", title="A hidden property.", cause=None, examples=0)
