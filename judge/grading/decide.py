"""From evidence to verdicts: the one place that decides, in pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from judge.grading.property import Evidence
from judge.model import Cause, Counterexample, Outcome, Verdict


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict with its cause; `message` explains a judge error."""

    verdict: Verdict
    cause: Cause | None = None
    counterexample: Counterexample | None = None
    message: str = ""


def decide_property(evidence: Evidence) -> Decision:
    """The verdict of one property.

    `accepted` needs positive evidence: the property called the submission, at least the demanded number of valid examples ran
    (or all there are), and none failed.
    """
    if evidence.fault is not None:
        return Decision(Verdict.JUDGE_ERROR, evidence.fault.cause, message=str(evidence.fault))
    if evidence.finding is not None:
        found = evidence.finding
        counterexample = found.counterexample
        if counterexample is not None and found.details is not None:
            counterexample = replace(counterexample, details=found.details())
        return Decision(found.verdict, found.cause, counterexample)
    if evidence.calls == 0:
        return Decision(Verdict.JUDGE_ERROR, Cause.NOT_RUN, message="the hidden test never called the solution")
    if evidence.examples < evidence.required and not (evidence.exhausted and evidence.examples):
        what = f"only {evidence.examples:,} of {evidence.required:,} examples were valid; widen the strategies or drop assume()"
        return Decision(Verdict.JUDGE_ERROR, Cause.TOO_FEW_EXAMPLES, message=what)
    return Decision(Verdict.ACCEPTED)


def decide_submission(outcomes: Sequence[Outcome]) -> tuple[Verdict, Cause | None]:
    """The verdict of a submission: `accepted` when all properties are, else that of the first that is not."""
    for outcome in outcomes:
        if outcome.verdict is not Verdict.ACCEPTED:
            return outcome.verdict, outcome.cause
    return (Verdict.ACCEPTED, None) if outcomes else (Verdict.JUDGE_ERROR, Cause.NOT_RUN)


def score(outcomes: Sequence[Outcome]) -> float:
    """Points of the accepted properties over all points, 0 to 1."""
    total = sum(outcome.points for outcome in outcomes)
    earned = sum(outcome.points for outcome in outcomes if outcome.verdict is Verdict.ACCEPTED)
    return earned / total if total else 0.0
