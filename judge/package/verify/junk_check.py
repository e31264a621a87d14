"""Judge junk submissions: hidden tests that accept one of them hardly look at answers."""

from __future__ import annotations

from collections.abc import Callable

from judge.challenge import Challenge
from judge.grading.plan import Plan
from judge.grading.spec_examples import read_spec_examples
from judge.model import Verdict
from judge.package.verify.consistency import LOADING
from judge.package.verify.junk import Junk, make_junk
from judge.package.verify.mutation import tighten
from judge.package.verify.verification import JunkRow, Verification
from judge.package.verify.workbench import Judged, Workbench


def judge_junk(challenge: Challenge, reference: Judged, bench: Workbench) -> Callable[[Verification], None]:
    """Begin to judge the junk submissions for a challenge, each up to its first failing example.

    Returns:
        A function that waits for it and enters what it shows.
    """
    source = challenge.reference.read_text("utf-8-sig")
    junk = make_junk(source, challenge.entry_point, read_spec_examples(challenge.spec))
    plan = Plan(explore=False, stop_at_failure=True, limits=tighten(challenge.limits, reference))
    pending = [(each, bench.judge(challenge, each.source.encode(), f"{each.name}.py", plan=plan)) for each in junk]

    def finish(found: Verification) -> None:
        for each, wait in pending:
            result = wait()
            by = result.rejecting[0].name if result.rejecting else LOADING if result.is_rejected else ""
            found.junk.append(JunkRow(each.name, each.why, result.verdict, by, is_optional=each.optional))
            _report(challenge, each, result, found)
        found.checks["junk"] = _describe(found)

    return finish


def _report(challenge: Challenge, junk: Junk, result: Judged, found: Verification) -> None:
    tests = challenge.tests[0]
    if result.verdict is Verdict.JUDGE_ERROR:
        found.add("junk", tests, f"the tests are at fault on {junk.name}, which {junk.why}: {result.message}")
    elif result.verdict is Verdict.ACCEPTED:
        mend = f"right only if {junk.accepted_if}" if junk.optional else "add a property that rejects it"
        what = f"junk is accepted: {junk.name}, which {junk.why}; {mend}"
        found.add("junk", tests, what, is_error=not junk.optional)


def _describe(found: Verification) -> str:
    accepted = [row for row in found.junk if row.verdict is Verdict.ACCEPTED]
    rejected = sum(row.verdict is not Verdict.ACCEPTED for row in found.junk)
    rest = f"; accepted: {', '.join(row.name for row in accepted)}" if accepted else ""
    return f"{rejected} of {len(found.junk)} junk submissions rejected{rest}"
