"""Judge the mutants of a reference solution: the hidden tests should reject every one that is not equivalent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from judge.challenge import Challenge, EquivalentMutant
from judge.grading.plan import Plan
from judge.model import Limits, Verdict
from judge.package.verify.consistency import LOADING, line_of
from judge.package.verify.mutants import Mutant, make_mutants, mark_as_toml, match_marks
from judge.package.verify.verification import MutantRow, MutationSummary, Verification
from judge.package.verify.workbench import Judged, Workbench

_TIMES_REFERENCE: Final = 10
_LEAST_SECONDS: Final = 0.25
"""CPU time that a mutant may always use in a call: starting up costs as much on a busy machine."""

_MARK: Final = "[[mutation.equivalent]]"


def judge_mutants(challenge: Challenge, reference: Judged, bench: Workbench) -> Callable[[Verification], None]:
    """Begin to judge the mutants of the reference, each up to its first failing example.

    Returns:
        A function that waits for it and enters what it shows.
    """
    mutants = make_mutants(challenge.reference.read_text("utf-8-sig"), challenge.entry_point)
    marked, unused = match_marks(mutants, challenge.demands.equivalent)
    plan = Plan(explore=False, stop_at_failure=True, limits=tighten(challenge.limits, reference))
    path = str(challenge.reference)
    pending = [(mutant, bench.judge(challenge, mutant.source.encode(), path, plan=plan)) for mutant in mutants]

    def finish(found: Verification) -> None:
        judged = [(mutant, wait()) for mutant, wait in pending]
        rejected = [(mutant, result) for mutant, result in judged if result.is_rejected]
        accepted = [mutant for mutant, result in judged if result.verdict is Verdict.ACCEPTED]
        killers = Counter(_killer(result) for _, result in rejected)
        summary = found.mutation = MutationSummary(
            total=len(mutants),
            killed=len(rejected),
            by_time=sum(result.verdict is Verdict.TIME_LIMIT_EXCEEDED for _, result in rejected),
            marked=tuple(_row(challenge, each, marked[each].reason) for each in accepted if each in marked),
            survivors=tuple(_row(challenge, each) for each in accepted if each not in marked),
            demanded=challenge.demands.mutation_score,
        )
        found.properties = [replace(row, rejected_mutants=killers[row.name]) for row in found.properties]
        found.checks["mutants"] = _describe(summary)
        _report_survivors(challenge, summary, found)
        for mutant, result in judged:
            if result.verdict is Verdict.JUDGE_ERROR:
                what = f"the tests are at fault on a mutant: {_change(mutant)}: {result.message}"
                found.add("mutants", challenge.tests[0], what)
        for mutant, result in rejected:
            # An equivalent mutant may be slower than the reference, and too slow on a busy machine.
            if mutant in marked and result.verdict is not Verdict.TIME_LIMIT_EXCEEDED:
                what = f"a mutant marked as equivalent is rejected by {_killer(result)}: {_change(mutant)}; remove the mark"
                _report_mark(challenge, marked[mutant], what, found)
        for mark in unused:
            _report_mark(challenge, mark, f"no mutant is marked by {_change(mark)}; remove or correct the mark", found)

    return finish


def _describe(summary: MutationSummary) -> str:
    by_time = f" ({summary.by_time} by time)" if summary.by_time else ""
    marked = f", {len(summary.marked)} marked as equivalent" if summary.marked else ""
    survive = f", {len(summary.survivors)} survive" if summary.survivors else ""
    score = f"{summary.score:.1f} %, {summary.demanded:g} % demanded"
    return f"{summary.killed} of {summary.total} rejected{by_time}{marked}{survive}: {score}"


def _report_survivors(challenge: Challenge, summary: MutationSummary, found: Verification) -> None:
    """Enter each survivor at its line: what is to be mended where the score is too low, else worth a look."""
    for row in summary.survivors:
        what = f"a mutant survives ({row.operator}): {_change(row)}"
        is_error = summary.score < summary.demanded
        found.add("mutants", challenge.reference, what, line=row.line, is_error=is_error)


def _report_mark(challenge: Challenge, mark: EquivalentMutant, what: str, found: Verification) -> None:
    number = challenge.demands.equivalent.index(mark) + 1
    found.add("mutants", challenge.settings, what, line=line_of(challenge.settings, _MARK, number))


def _change(change: Mutant | MutantRow | EquivalentMutant) -> str:
    """A change in one line."""
    before, after = (" ⏎ ".join(lines.splitlines()) for lines in (change.original, change.mutated))
    return f"{before} → {after or 'nothing'}"


def _row(challenge: Challenge, mutant: Mutant, reason: str = "") -> MutantRow:
    return MutantRow(
        line=mutant.line,
        operator=mutant.operator,
        original=mutant.original,
        mutated=mutant.mutated,
        source=mutant.source,
        diff=mutant.diff(challenge.reference.name),
        mark="" if reason else mark_as_toml(mutant),
        reason=reason,
    )


def _killer(result: Judged) -> str:
    return result.rejecting[0].name if result.rejecting else LOADING


def tighten(limits: Limits, reference: Judged) -> Limits:
    """Limits for what is made from a reference: ten times what that needs, since every endless loop costs its limit."""
    per_call = max((outcome.cpu_seconds for outcome in reference.properties), default=0.0)
    call = min(limits.cpu_seconds_per_call, max(_LEAST_SECONDS, _TIMES_REFERENCE * per_call))
    return replace(
        limits,
        cpu_seconds_per_call=call,
        wall_seconds_per_call=min(limits.wall_seconds_per_call, 3 * call + 2),
        cpu_seconds=min(limits.cpu_seconds, max(1.0, _TIMES_REFERENCE * reference.cpu_seconds)),
    )
