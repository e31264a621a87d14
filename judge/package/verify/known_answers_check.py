"""Judge a challenge's reference and known-answer submissions: right verdicts, named properties, the kill matrix."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from judge.challenge import Challenge
from judge.grading.plan import Plan
from judge.model import Limits, Verdict
from judge.package.verify.consistency import LOADING, KnownAnswer
from judge.package.verify.verification import PropertyRow, SubmissionRow, Verification
from judge.package.verify.workbench import Judged, Workbench

SPEC_EXAMPLES: Final = "spec_examples"
"""The property of the statement's examples: public, so it need not reject anything that others do not."""

_SEEDS: Final = (0, 1, 2)
"""On which known answers are judged."""

_REFERENCE_SEEDS: Final = 20
_PLAN: Final = Plan(explore=False)
_LIMIT_VERDICTS: Final = {
    Verdict.TIME_LIMIT_EXCEEDED,
    Verdict.MEMORY_LIMIT_EXCEEDED,
    Verdict.OUTPUT_LIMIT_EXCEEDED,
}
"""Judged on one seed: each costs as much as its limit, and does not depend on what is generated."""


def check_reference(
    challenge: Challenge, rows: Sequence[PropertyRow], bench: Workbench
) -> Callable[[Verification], None]:
    """Begin to judge the reference on many seeds and at half the limits; on the first seed it is accepted.

    Returns:
        A function that waits for it and enters what it shows.
    """
    source = challenge.reference.read_bytes()
    path = str(challenge.reference)
    generated = frozenset(row.name for row in rows if row.is_generated)
    by_seed = {}
    for seed in range(1, _REFERENCE_SEEDS):
        if seed in _SEEDS:
            by_seed[seed] = bench.judge(challenge, source, path, seed=seed, plan=_PLAN)
        elif generated:  # what is not generated does not depend on the seed
            by_seed[seed] = bench.judge(challenge, source, path, seed=seed, plan=replace(_PLAN, only=generated))
    half = replace(_PLAN, limits=_halve(challenge.limits), time_factor=0.5)
    at_half = bench.judge(challenge, source, path, plan=half)

    def finish(found: Verification) -> None:
        judged = {seed: wait() for seed, wait in by_seed.items()}
        failed = {seed: result for seed, result in judged.items() if result.verdict is not Verdict.ACCEPTED}
        for seed, result in failed.items():
            what = f"the reference is {result.verdict} on seed {seed}: {result.explain()}"
            found.add("reference", challenge.reference, what)
        halved = at_half()
        if halved.verdict is not Verdict.ACCEPTED:
            what = f"the reference is {halved.verdict} at half the limits, which leave too little room, so widen them"
            found.add("reference", challenge.reference, f"{what}: {halved.explain()}")
        seeds = len(judged) + 1
        shown = f"{seeds - len(failed)} of {seeds} seeds" if failed else f"{seeds} seeds"
        rest = "and at half the limits" if halved.verdict is Verdict.ACCEPTED else "but not at half the limits"
        found.checks["reference"] = f"accepted on {shown}, {rest}"

    return finish


def judge_known_answers(
    challenge: Challenge, answers: Sequence[KnownAnswer], rows: Sequence[PropertyRow], bench: Workbench
) -> dict[str, list[Callable[[], Judged]]]:
    """Begin to judge known answers, each on several seeds."""
    names = [row.name for row in rows]
    return {
        answer.name: [
            bench.judge(challenge, answer.source, str(answer.path), seed=seed, plan=_plan_for(answer, seed, names))
            for seed in (_SEEDS[:1] if answer.expected in _LIMIT_VERDICTS else _SEEDS)
        ]
        for answer in answers
    }


def _plan_for(answer: KnownAnswer, seed: int, names: Sequence[str]) -> Plan:
    """On the first seed the whole row of the kill matrix; on the others what the verdict and the named properties need.

    The row of a submission that runs into a limit ends there as well: each further property could cost as much as the limit.
    """
    is_cheap = answer.expected not in _LIMIT_VERDICTS
    if answer.expected is Verdict.ACCEPTED or (seed == _SEEDS[0] and is_cheap):
        return _PLAN
    named = [number for number, name in enumerate(names) if any(_means(each, name) for each in answer.catchers)]
    if not named:
        return replace(_PLAN, stop_at_failure=True)
    return replace(_PLAN, only=frozenset(names[: max(named) + 1]))


def _means(catcher: str, name: str) -> bool:
    """Whether a submission that names a catcher means a property: a test without its parameters means any of them."""
    return name == catcher or name.startswith(f"{catcher}[")


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
        found.submissions.append(SubmissionRow(answer.name, answer.expected, first.verdict, by_property))
        for seed, result in zip(_SEEDS, judged[answer.name], strict=False):
            problem = _find_problem(answer, result, names)
            if problem:
                on_seed = f" on seed {seed}" if seed else ""
                found.add("known_answers", answer.path, f"{answer.name}{on_seed} {problem}")
                break
    accepted = sum(answer.expected is Verdict.ACCEPTED for answer in answers)
    found.checks["known_answers"] = (
        f"{accepted} accepted and {len(answers) - accepted} rejected submissions, on {len(_SEEDS)} seeds"
    )
    _check_matrix(judged, answers, found)


def _check_matrix(judged: dict[str, list[Judged]], answers: Sequence[KnownAnswer], found: Verification) -> None:
    """Enter how many of the submissions that must be rejected each property rejects, and those that reject none."""
    rejecting = [
        {outcome.name for outcome in judged[answer.name][0].rejecting}
        for answer in answers
        if answer.expected is not Verdict.ACCEPTED
        and judged[answer.name][0].verdict is not Verdict.INVALID_SUBMISSION  # which every property rejects
    ]
    found.properties = [
        replace(row, rejected=sum(row.name in names for names in rejecting)) for row in found.properties
    ]
    counting = [row for row in found.properties if row.name != SPEC_EXAMPLES]
    idle = [row for row in counting if not row.rejected]
    for row in idle:
        what = f"{row.name} rejects no known-answer submission, so nothing shows that it can; add one that it catches"
        found.add("kill_matrix", row.path, what, line=row.line)
    shown = f"{len(counting) - len(idle)} of {len(counting)}" if idle else f"all {len(counting)}"
    found.checks["kill_matrix"] = f"{shown} properties reject a known answer"


def _find_problem(answer: KnownAnswer, result: Judged, names: Sequence[str]) -> str:
    if result.verdict is not answer.expected:
        return f"is {result.verdict}, its folder says {answer.expected}: {result.explain()}"
    if answer.expected is Verdict.INVALID_SUBMISSION:
        wrong = [name for name in answer.catchers if name != LOADING]
        what = f"cannot be loaded, so no property catches it; write 'Caught by: {LOADING}', not {', '.join(wrong)}"
        return what if wrong else ""
    if result.message:  # a fault of a later test
        return f"is {result.verdict} as it should be, but the tests are at fault: {result.message}"
    return "" if answer.expected is Verdict.ACCEPTED else _find_missing_catcher(answer, result, names)


def _find_missing_catcher(answer: KnownAnswer, result: Judged, names: Sequence[str]) -> str:
    rejecting = [outcome.name for outcome in result.rejecting]
    if not answer.catchers:
        return f"does not say what must catch it; add a line 'Caught by: {rejecting[0]}' to its docstring"
    for catcher in answer.catchers:
        meant = {name for name in names if _means(catcher, name)}
        if not meant:
            return f"is to be caught by {catcher}, which is no property; there are {', '.join(names)}"
        ran = meant.intersection(outcome.name for outcome in result.properties)
        if ran and not ran.intersection(rejecting):
            return f"is to be caught by {catcher}, which holds; it is caught by {', '.join(rejecting)}"
    return ""


def _halve(limits: Limits) -> Limits:
    timed = limits.with_time(0.5)
    return replace(
        timed,
        memory_bytes=limits.memory_bytes // 2,
        output_bytes=max(limits.output_bytes // 2, 1),
        returned_bytes=max(limits.returned_bytes // 2, 1),
        source_bytes=max(limits.source_bytes // 2, 1),
    )
