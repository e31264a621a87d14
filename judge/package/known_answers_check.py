"""Judge a challenge's reference and known-answer submissions: right verdicts, named properties, the kill matrix."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from statistics import median
from typing import Final

from judge.challenge import Challenge
from judge.grading.plan import Plan
from judge.model import Limits, Verdict
from judge.package.consistency import LOADING, KnownAnswer
from judge.package.verification import PropertyRow, SubmissionRow, Verification
from judge.package.workbench import Judged, Workbench

SPEC_EXAMPLES: Final = "spec_examples"
"""The property of the statement's examples: public, so it need not reject anything that others do not."""

_SEEDS: Final = (0, 1, 2)
"""On which known answers are judged."""

_REFERENCE_SEEDS: Final = 20
_PLAN: Final = Plan(explore=False)
_VERDICT: Final = Plan(explore=False, stop_at_failure=True)
_LIMIT_VERDICTS: Final = {
    Verdict.TIME_LIMIT_EXCEEDED,
    Verdict.MEMORY_LIMIT_EXCEEDED,
    Verdict.OUTPUT_LIMIT_EXCEEDED,
}
"""Judged on one seed: each costs as much as its limit, and does not depend on what is generated."""


def check_reference(
    challenge: Challenge, rows: Sequence[PropertyRow], bench: Workbench
) -> Callable[[Verification], None]:
    """Begin to judge the reference on many seeds and at half the limits.

    Returns:
        A function that waits for it and enters what it shows.
    """
    source = challenge.reference.read_bytes()
    path = str(challenge.reference)
    generated = frozenset(row.name for row in rows if row.is_generated)
    pending = {}
    for seed in range(1, _REFERENCE_SEEDS):
        if seed in _SEEDS:
            pending[f"on seed {seed}"] = bench.judge(challenge, source, path, seed=seed, plan=_PLAN)
        elif generated:  # what is not generated does not depend on the seed
            plan = replace(_PLAN, only=generated)
            pending[f"on seed {seed}"] = bench.judge(challenge, source, path, seed=seed, plan=plan)
    half = replace(_PLAN, limits=_halve(challenge.limits), time_factor=0.5)
    pending["at half the limits"] = bench.judge(challenge, source, path, plan=half)

    def finish(found: Verification) -> None:
        for when, judged in pending.items():
            result = judged()
            if result.verdict is not Verdict.ACCEPTED:
                what = f"the reference is {result.verdict} {when}: {_explain(result)}"
                if when.endswith("limits"):
                    what += "; the limits leave too little room, so widen them"
                found.add("reference", challenge.reference, what)
        seeds = len(pending)
        found.checks["reference"] = f"accepted on {seeds} seeds, and at half the limits"

    return finish


def judge_known_answers(
    challenge: Challenge, answers: Sequence[KnownAnswer], bench: Workbench
) -> dict[str, list[Callable[[], Judged]]]:
    """Begin to judge known answers, each on several seeds."""
    return {
        answer.name: [
            bench.judge(challenge, answer.source, str(answer.path), seed=seed, plan=_plan_for(answer, seed))
            for seed in (_SEEDS[:1] if answer.expected in _LIMIT_VERDICTS else _SEEDS)
        ]
        for answer in answers
    }


def _plan_for(answer: KnownAnswer, seed: int) -> Plan:
    """On the first seed the whole row of the kill matrix; on the others what decides the verdict."""
    return _PLAN if seed == _SEEDS[0] or answer.expected is Verdict.ACCEPTED else _VERDICT


def check_known_answers(
    answers: Sequence[KnownAnswer],
    judged: dict[str, list[Judged]],
    found: Verification,
) -> None:
    """Enter the kill matrix, and which submissions did not get what they should."""
    names = [row.name for row in found.properties]
    for answer in answers:
        first = judged[answer.name][0]
        by_property = tuple((outcome.name, outcome.verdict) for outcome in first.properties)
        found.submissions.append(SubmissionRow(answer.name, answer.expected.value, first.verdict, by_property))
        for seed, result in zip(_SEEDS, judged[answer.name], strict=False):
            problem = _find_problem(answer, result, names)
            if problem:
                found.add("known_answers", answer.path, f"{answer.name}{_on(seed)}: {problem}")
                break
    loadable = [dict(row.by_property) for row in found.submissions if row.verdict is not Verdict.INVALID_SUBMISSION]
    rejected = {
        name: sum(verdicts.get(name, Verdict.ACCEPTED) is not Verdict.ACCEPTED for verdicts in loadable)
        for name in names
    }
    found.properties = [replace(row, rejected=rejected[row.name]) for row in found.properties]
    for row in found.properties:
        if not row.rejected and row.name != SPEC_EXAMPLES:
            what = (
                f"{row.name} rejects no known-answer submission, so nothing shows that it can; add one that it catches"
            )
            found.add("kill_matrix", row.path, what, line=row.line)
    accepted = sum(row.expected == Verdict.ACCEPTED for row in found.submissions)
    found.checks["known_answers"] = (
        f"{accepted} accepted and {len(found.submissions) - accepted} rejected submissions, on {len(_SEEDS)} seeds"
    )
    found.checks["kill_matrix"] = f"each of {len(names)} properties rejects something"


def _find_problem(answer: KnownAnswer, result: Judged, names: Sequence[str]) -> str:
    if result.verdict is not answer.expected:
        return f"is {result.verdict}, its folder says {answer.expected}: {_explain(result)}"
    if answer.expected is Verdict.INVALID_SUBMISSION:
        wrong = [name for name in answer.catchers if name != LOADING]
        what = f"cannot be loaded, so no property catches it; write 'Caught by: {LOADING}', not {', '.join(wrong)}"
        return what if wrong else ""
    if result.message:
        return result.message
    return "" if answer.expected is Verdict.ACCEPTED else _find_missing_catcher(answer, result, names)


def _find_missing_catcher(answer: KnownAnswer, result: Judged, names: Sequence[str]) -> str:
    rejecting = [outcome.name for outcome in result.rejecting]
    if not answer.catchers:
        return f"does not say what must catch it; add a line 'Caught by: {rejecting[0]}' to its docstring"
    unknown = [name for name in answer.catchers if name not in names]
    if unknown:
        return f"is to be caught by {unknown[0]}, which is no property; there are {', '.join(names)}"
    ran = [outcome.name for outcome in result.properties]
    missed = [name for name in answer.catchers if name in ran and name not in rejecting]
    return f"is to be caught by {missed[0]}, which holds; it is caught by {', '.join(rejecting)}" if missed else ""


def median_share(judged: Sequence[Judged], name: str) -> float:
    """How near a submission came to its time limit in one property, over several seeds."""
    shares = [outcome.time_limit_share for result in judged for outcome in result.properties if outcome.name == name]
    return median(shares) if shares else 0.0


def _explain(result: Judged) -> str:
    if result.rejecting:
        first = result.rejecting[0]
        what = " ".join(part for part in (first.call, first.message) if part)
        return f"{first.name}: {what}" if what else f"{first.name} is {first.verdict}"
    return result.message or "every property holds"


def _on(seed: int) -> str:
    return f" on seed {seed}" if seed else ""


def _halve(limits: Limits) -> Limits:
    timed = limits.with_time(0.5)
    return replace(
        timed,
        memory_bytes=max(limits.memory_bytes // 2, 1),
        output_bytes=max(limits.output_bytes // 2, 1),
        returned_bytes=max(limits.returned_bytes // 2, 1),
        source_bytes=max(limits.source_bytes // 2, 1),
    )
