"""One challenge's hidden tests applied to one submission: runs property after property and keeps their outcomes."""

from __future__ import annotations

import contextlib
import functools
import io
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Final

from judge.challenge import Challenge
from judge.errors import ChallengeError
from judge.grading.decide import Decision, decide_property
from judge.grading.findings import find_in_failure
from judge.grading.plan import COMPLETE, Plan
from judge.grading.property import Evidence, PropertyRun
from judge.grading.recording import Recording, record
from judge.grading.solution import CallRecord, Solution
from judge.grading.surroundings import seeded
from judge.host.candidate import Candidate
from judge.host.foresight import ForeseenCalls
from judge.model import Feedback, Outcome, Verdict

if TYPE_CHECKING:
    from judge.grading.hypothesis_engine import HypothesisTest

_WITHOUT_HINT: Final = {Verdict.ACCEPTED, Verdict.INVALID_SUBMISSION, Verdict.JUDGE_ERROR}
"""Verdicts that say nothing of what a property is about."""

Watch = Callable[[str, CallRecord], None]

Recordings = dict[str, Recording | None]
"""Recorded examples by property; None where it was found that there can be none."""


@dataclass(frozen=True, slots=True)
class Property:
    """What is known of a property before it runs: see `judge.model.Outcome`."""

    name: str
    title: str
    points: float = 1.0
    feedback: Feedback | None = None
    hint: str = ""


class ChallengeSession:
    """A challenge with a submission to judge.

    Args:
        challenge: The challenge.
        candidate: The submission, started.
        seed: Decides what hidden tests generate.
        recordings: Recorded examples of that challenge and seed by property, filled as properties run; a property without
            any is run live.
        plan: How far to go.
        watch: Told of each call of the submission, with the name of the property that makes it.
        foreseen: Calls that properties will probably make.

    Attributes:
        solution: What hidden tests call.
        reference: The trusted solution.
        faults: What hidden tests did wrong, a sentence each.
    """

    def __init__(
        self,
        challenge: Challenge,
        candidate: Candidate,
        seed: int,
        recordings: Recordings | None = None,
        plan: Plan = COMPLETE,
        watch: Watch | None = None,
        foreseen: Mapping[str, ForeseenCalls] | None = None,
    ) -> None:
        self.challenge = challenge
        self.candidate = candidate
        self.seed = seed
        self.reference = load_reference(challenge)
        self.plan = plan
        self.solution = Solution(challenge.entry_point, candidate, self.reference, time_factor=plan.time_factor)
        self._recordings = recordings
        self._watch = watch
        self._foreseen = foreseen or {}
        self.faults: list[str] = []
        self._outcomes: dict[str, Outcome] = {}

    @property
    def outcomes(self) -> list[Outcome]:
        """One per property that ran, in the order of running."""
        return list(self._outcomes.values())

    def judge_examples(self, described: Property, examples: Sequence[Callable[[], object]]) -> Outcome:
        """Judge a property that is a sequence of plain functions."""
        return self._judge(described, lambda run: run.run_plain(examples))

    def judge_test(self, described: Property, function: Callable[..., object], fixtures: dict[str, object]) -> Outcome:
        """Judge a property that is a test function, Hypothesis's or plain."""
        if not hasattr(function, "hypothesis"):
            return self.judge_examples(described, [lambda: function(**fixtures)])
        from judge.grading.hypothesis_engine import HypothesisTest  # noqa: PLC0415  # plain tests do without

        test = HypothesisTest(function)
        return self._judge(
            described, lambda run: run.run_hypothesis(test, fixtures, self._recording(described.name, test, fixtures))
        )

    def _recording(self, name: str, test: HypothesisTest, fixtures: dict[str, object]) -> Recording | None:
        """The recorded examples of a property, recorded now if that was never tried."""
        if self._recordings is None:
            return None
        if name not in self._recordings:
            with seeded(self.seed):
                self._recordings[name] = record(test, fixtures, self.solution, self.seed)
        return self._recordings[name]

    def record_fault(self, described: Property, decision: Decision) -> Outcome:
        """Enter a property that could not be judged, or whose test went wrong after it was accepted."""
        before = self._outcomes.get(described.name)
        if before is not None and before.verdict is not Verdict.ACCEPTED:
            return before
        return self._enter(described, decision, Evidence(), 0.0, 0.0)

    def _judge(self, described: Property, gather: Callable[[PropertyRun], Evidence]) -> Outcome:
        unloadable = self.candidate.load()
        started, cpu = time.monotonic(), self.candidate.cpu_seconds
        self.candidate.time_limit_share = 0.0
        if self._watch is not None:
            self.solution.watch = functools.partial(self._watch, described.name)
        if unloadable is not None:
            evidence = Evidence(
                finding=find_in_failure(unloadable, self.solution.begin_example(), self.challenge.entry_point)
            )
        else:
            foreseen = self._foreseen.get(described.name)
            if foreseen is not None:
                self.candidate.foresee(foreseen)
            with seeded(self.seed):
                evidence = gather(PropertyRun(self.solution, self.seed, explore=self.plan.explore))
            stray = self.candidate.settle(is_decided=evidence.finding is not None)
            if stray is not None and evidence.finding is None:
                evidence.finding = find_in_failure(stray, self.solution.example, self.challenge.entry_point)
        decision = decide_property(evidence)
        fault = self._outcomes.get(described.name)
        if fault is not None and decision.verdict is Verdict.ACCEPTED:
            return fault  # recorded while the test ran
        used = max(self.candidate.cpu_seconds - cpu, 0.0)  # less where a worker was discarded
        return self._enter(described, decision, evidence, used, time.monotonic() - started)

    def _enter(
        self, described: Property, decision: Decision, evidence: Evidence, cpu_seconds: float, wall_seconds: float
    ) -> Outcome:
        if decision.verdict is Verdict.JUDGE_ERROR:
            self.faults.append(f"{described.name}: {decision.message}")
        outcome = Outcome(
            name=described.name,
            title=described.title,
            verdict=decision.verdict,
            cause=decision.cause,
            points=described.points,
            examples=evidence.examples,
            cpu_seconds=cpu_seconds,
            wall_seconds=wall_seconds,
            counterexample=decision.counterexample,
            feedback=described.feedback,
            hint="" if decision.verdict in _WITHOUT_HINT else described.hint,
            time_limit_share=self.candidate.time_limit_share * self.plan.time_factor,
        )
        self._outcomes[described.name] = outcome
        return outcome

    def relative_to_reference(self) -> float | None:
        """CPU time of the timed calls over the reference's; None if none was timed."""
        ours, reference = self.solution.timed_cpu_seconds
        return ours / reference if reference else None


def load_reference(challenge: Challenge) -> Callable[..., object]:
    """Import the reference solution and return its entry point; what it prints meanwhile is dropped.

    Raises:
        ChallengeError: It cannot be imported or has no such function.
    """
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        module = _import(challenge.reference, f"judge_reference_{challenge.name}")
    function = getattr(module, challenge.entry_point, None)
    if not callable(function):
        raise ChallengeError(
            f"{challenge.reference}: has no function {challenge.entry_point}, which challenge.toml names"
        )
    return function  # type: ignore[no-any-return]  # any callable


def _import(path: Path, name: str) -> ModuleType:
    module = ModuleType(name)
    module.__file__ = str(path)
    sys.modules[name] = module
    try:
        exec(compile(path.read_bytes(), path, "exec", dont_inherit=True), module.__dict__)  # noqa: S102  # trusted, and no bytecode is written
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # an exit at import would end the judge with the author's status
        raise ChallengeError(f"{path}: cannot be imported: {type(error).__name__}: {error}") from error
    finally:
        sys.modules.pop(name, None)
    return module
