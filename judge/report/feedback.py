"""Take out of a grade what its reader may not see."""

from __future__ import annotations

from dataclasses import replace

from judge.model import Cause, Counterexample, Feedback, Grade, Outcome, Output, Verdict

_LEVELS = list(Feedback)


def redact(grade: Grade, level: Feedback) -> Grade:
    """The grade as seen at a level of feedback.

    `verdict` shows the verdict alone, `property` which properties hold and the hints of those that do not, `input` also a call
    that goes wrong, `counterexample` what came of it and what should have, `everything` the source of properties too. A
    property's own mark can lower the level for that property, never raise it; at `everything`, the instructor's view, it
    counts for nothing.

    What a submission printed, or was noticed doing, is shown only where all counterexamples are: it can hold the arguments it
    was called with. Why a submission could not be loaded is always shown; it says nothing of the hidden tests.
    """
    levels = [level_of(outcome, level) for outcome in grade.properties]
    if not all(_shows(each, Feedback.COUNTEREXAMPLE) for each in [level, *levels]):
        grade = replace(grade, output=Output(), integrity=(), message=_public_message(grade))
    if level is Feedback.VERDICT:
        return replace(grade, cause=_public_cause(grade), score=float(grade.verdict is Verdict.ACCEPTED), properties=())
    if grade.verdict is Verdict.INVALID_SUBMISSION and _never_called(grade):
        return replace(grade, properties=tuple(map(_without_secrets, grade.properties, levels)))
    properties = tuple(map(_redact_outcome, grade.properties, levels))
    deciding = next((outcome for outcome in properties if outcome.verdict is not Verdict.ACCEPTED), None)
    return replace(grade, cause=deciding.cause if deciding else grade.cause, properties=properties)


def level_of(outcome: Outcome, level: Feedback) -> Feedback:
    """How much is shown of a property where the grade is shown at a level."""
    if level is Feedback.EVERYTHING:
        return level
    return min(level, outcome.feedback or level, key=_LEVELS.index)


def _shows(level: Feedback, what: Feedback) -> bool:
    return _LEVELS.index(level) >= _LEVELS.index(what)


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
    outcome = _without_secrets(outcome, level)
    if _shows(level, Feedback.COUNTEREXAMPLE):
        return outcome
    found = outcome.counterexample
    shows_input = found is not None and _shows(level, Feedback.INPUT)
    return replace(outcome, counterexample=Counterexample(found.call) if found and shows_input else None)


def _without_secrets(outcome: Outcome, level: Feedback) -> Outcome:
    """The outcome without what its test is: its name and title at `verdict`, its source below `everything`."""
    if level is Feedback.VERDICT:
        return replace(outcome, name="hidden", title="A hidden property.", cause=None, examples=0, hint="", source="")
    return outcome if level is Feedback.EVERYTHING else replace(outcome, source="")
