"""Judge the mutants of a reference solution: the hidden tests should reject every one that is not equivalent."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from judge.challenge import Challenge
from judge.grading.plan import Plan
from judge.model import Limits, Verdict
from judge.package.consistency import line_of
from judge.package.mutants import Mutant, make_mutants, mark_as_toml, match_marks
from judge.package.verification import MutantRow, MutationSummary, Verification
from judge.package.workbench import Judged, Workbench

_TIMES_REFERENCE: Final = 10
_LEAST_SECONDS: Final = 0.25
"""CPU time that a mutant may always use in a call: starting up costs as much on a busy machine."""


def judge_mutants(challenge: Challenge, reference: Judged, bench: Workbench) -> Callable[[Verification], None]:
    """Begin to judge the mutants of the reference, each up to its first failing example.

    Their time limits are tighter than the challenge's, since every endless loop costs its limit: ten times the time that the
    reference takes.

    Returns:
        A function that waits for it and enters what it shows.
    """
    source = challenge.reference.read_bytes().decode("utf-8")
    mutants = make_mutants(source, challenge.entry_point)
    marked, unused = match_marks(mutants, challenge.demands.equivalent)
    plan = Plan(explore=False, stop_at_failure=True, limits=_tighten(challenge.limits, reference))
    began = time.monotonic()
    pending = [
        (mutant, bench.judge(challenge, mutant.source.encode(), str(challenge.reference), plan=plan))
        for mutant in mutants
    ]

    def finish(found: Verification) -> None:
        killers: Counter[str] = Counter()
        survivors, equivalent = [], []
        by_time = 0
        for mutant, judged in pending:
            result = judged()
            mark = marked.get(mutant)
            if result.verdict is Verdict.ACCEPTED:
                if mark is None:
                    survivors.append(_row(challenge, mutant))
                    _report_survivor(challenge, mutant, found)
                else:
                    equivalent.append(_row(challenge, mutant, mark.reason))
                continue
            if mark is not None:
                what = f"a mutant marked as equivalent is rejected by {_killer(result)}: {mutant.original} → {mutant.mutated}"
                line = line_of(challenge.settings, "[[mutation.equivalent]]")
                found.add("mutants", challenge.settings, f"{what}; remove the mark", line=line)
            by_time += result.verdict is Verdict.TIME_LIMIT_EXCEEDED
            killers[_killer(result)] += 1
        for unused_mark in unused:
            what = (
                f"no mutant is marked by {unused_mark.original!r} → {unused_mark.mutated!r}; remove or correct the mark"
            )
            line = line_of(challenge.settings, "[[mutation.equivalent]]")
            found.add("mutants", challenge.settings, what, line=line)
        summary = found.mutation = MutationSummary(
            total=len(mutants),
            killed=killers.total(),
            by_time=by_time,
            marked=tuple(equivalent),
            survivors=tuple(survivors),
            demanded=challenge.demands.mutation_score,
            seconds=time.monotonic() - began,
        )
        found.properties = [replace(row, rejected_mutants=killers[row.name]) for row in found.properties]
        found.checks["mutants"] = (
            f"{summary.killed} of {summary.total} rejected ({by_time} by time), {len(equivalent)} marked as equivalent,"
            f" {len(survivors)} survive: {summary.score:.1f} %, {summary.demanded:g} % demanded"
        )
        if summary.score < summary.demanded:
            what = f"the mutation score is {summary.score:.1f} %, {summary.demanded:g} % is demanded"
            found.add("mutants", challenge.reference, what)

    return finish


def _report_survivor(challenge: Challenge, mutant: Mutant, found: Verification) -> None:
    what = (
        f"a mutant survives ({mutant.operator}): {mutant.original} → {mutant.mutated or 'nothing'}; "
        "add an example that tells it from the reference, or, if none can, a mark to challenge.toml"
    )
    demanded = challenge.demands.mutation_score >= 100  # noqa: PLR2004  # percent
    found.add("mutants", challenge.reference, what, line=mutant.line, is_error=demanded)


def _row(challenge: Challenge, mutant: Mutant, reason: str = "") -> MutantRow:
    diff = mutant.diff(challenge.reference.name)
    return MutantRow(
        line=mutant.line,
        operator=mutant.operator,
        original=mutant.original,
        mutated=mutant.mutated,
        source=mutant.source,
        diff=diff if reason else f"{diff}\n{mark_as_toml(mutant)}",
        reason=reason,
    )


def _killer(result: Judged) -> str:
    return result.rejecting[0].name if result.rejecting else "loading"


def _tighten(limits: Limits, reference: Judged) -> Limits:
    per_call = max((outcome.cpu_seconds for outcome in reference.properties), default=0.0)
    call = min(limits.cpu_seconds_per_call, max(_LEAST_SECONDS, _TIMES_REFERENCE * per_call))
    return replace(
        limits,
        cpu_seconds_per_call=call,
        wall_seconds_per_call=min(limits.wall_seconds_per_call, 3 * call + 2),
        cpu_seconds=min(limits.cpu_seconds, max(1.0, _TIMES_REFERENCE * reference.cpu_seconds)),
    )
