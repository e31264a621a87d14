"""Run one property against a submission and gather the evidence for its verdict.

A property is a hidden test: a plain function, which is one example, or a Hypothesis test, which is many. Every example is
watched from outside the test's own code, so that what a test catches, or what a library reports, decides nothing.
"""

from __future__ import annotations

import functools
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, NoReturn

from judge.errors import JudgeError
from judge.grading.assertion_watch import AssertionWatch
from judge.grading.findings import (
    Finding,
    HiddenTestError,
    describe_answer,
    describe_error,
    find_in_exception,
    find_in_failure,
    same_call,
    with_reference,
)
from judge.grading.solution import CallRecord, ExampleRecord, Solution
from judge.model import Cause, Verdict

if TYPE_CHECKING:
    from judge.grading.hypothesis_engine import HypothesisTest
    from judge.grading.recording import Recording

_SHRINK_EXAMPLES: Final = 1_000
_SHRINK_RESTARTS: Final = 60
"""Examples tried to make a counterexample smaller that may cost a fresh worker each."""

_SHRINK_SECONDS: Final = 8.0
"""A backstop for submissions whose single calls take so long that the two bounds above do not help."""

_LIMIT_VERDICTS: Final = {
    Verdict.TIME_LIMIT_EXCEEDED,
    Verdict.MEMORY_LIMIT_EXCEEDED,
    Verdict.OUTPUT_LIMIT_EXCEEDED,
    Verdict.INVALID_SUBMISSION,
    Verdict.JUDGE_ERROR,
}
"""Not shrunk: every attempt would cost as much as the limit."""


@dataclass(slots=True)
class Evidence:
    """What is known of a property after it ran.

    Attributes:
        calls: Calls of the entry point.
        examples: Valid examples, shrinking not counted.
        required: Valid examples there should be.
        exhausted: There are no further examples than those that ran.
        finding: The smallest failing example found.
        fault: What the hidden test, not the submission, did wrong.
    """

    calls: int = 0
    examples: int = 0
    required: int = 1
    exhausted: bool = False
    finding: Finding | None = None
    fault: HiddenTestError | None = None


class _Decided(BaseException):
    """Ends a run whose result is known, past every handler of the hidden test and of Hypothesis."""


class _ExampleFailed(Exception):  # noqa: N818  # it tells Hypothesis to shrink, nothing else
    """An example failed by a worker's death; Hypothesis shrinks it like any exception."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What replaying a recording has shown, for the Hypothesis run that goes on from there.

    Attributes:
        statuses: Of the examples before the failing one: 1 where it held, 0 where `assume` rejected it.
        error: What the failing one raised.
    """

    statuses: bytes
    error: BaseException

    def repeat(self, position: int, test: HypothesisTest) -> None:
        """Tell Hypothesis what it would have seen."""
        if position == len(self.statuses):
            raise self.error
        if not self.statuses[position]:
            raise test.rejection


class PropertyRun:
    """One property being run.

    Args:
        solution: The proxy through which hidden tests call the submission.
        seed: Decides what Hypothesis generates.
        explore: Whether a failing example is made smaller and tried on the reference; else the first one is all there is.
    """

    def __init__(self, solution: Solution, seed: int, *, explore: bool = True) -> None:
        self._solution = solution
        self._seed = seed
        self._explore = explore
        self._watch = AssertionWatch()
        self._evidence = Evidence()
        self._kind: tuple[Verdict, Cause] | None = None
        self._replay: Callable[[], object] | None = None
        self._answered_since: CallRecord | None = None
        self._attempts = 0
        self._restarts = 0
        self._first_failure_at = 0.0
        self._decided = False
        self._judge_error: JudgeError | None = None

    def run_plain(self, examples: Sequence[Callable[[], object]]) -> Evidence:
        """Run functions without arguments, each one example, up to the first that fails."""
        self._evidence.required = len(examples)

        def run_all() -> None:
            for example in examples:
                self._run_example(example, example)

        with self._watch.installed(), self._solution.opened():
            self._run_guarded(run_all)
            self._confirm()
        return self._evidence

    def run_hypothesis(
        self, test: HypothesisTest, fixtures: dict[str, object], recording: Recording | None = None
    ) -> Evidence:
        """Run a Hypothesis test; the smallest failing example is found by its own shrinking.

        With a recording Hypothesis runs only if an example fails, and is told what is known of those before it. So the
        submission gets the same calls in the same order with a recording and without.
        """
        evidence = self._evidence
        evidence.required = test.max_examples + test.explicit_examples
        with self._watch.installed(), self._solution.opened():
            known = None if recording is None else self._run_recorded(test, fixtures, recording)
            if recording is not None and (known is None or not self._explore):
                if known is None:
                    evidence.exhausted = recording.exhausted
                self._confirm()
                return evidence
            self._run_engine(test, fixtures, explicit=True, known=known)
            evidence.exhausted = test.exhausted
            if evidence.finding is not None and test.stopped_because is None and not self._decided:
                # An explicit example failed, which Hypothesis does not shrink: a generated one may be smaller.
                self._look_for_smaller(test, fixtures, evidence.finding)
            self._confirm()
        return evidence

    def _run_recorded(self, test: HypothesisTest, fixtures: dict[str, object], recording: Recording) -> _Known | None:
        """Run the recorded examples.

        Returns:
            Where one of them fails, and how; None if the property is decided without Hypothesis.
        """
        failed: _Known | None = None

        def run_all() -> None:
            nonlocal failed
            for position, arguments in recording.replay():
                body = make_body(fixtures, arguments)
                try:
                    self._run_example(body, body, (test.rejection,))
                except test.rejection:
                    self._refuse_rejection()
                except (_Decided, KeyboardInterrupt):
                    raise
                except BaseException as error:  # noqa: BLE001  # told to Hypothesis, as if it had happened there
                    failed = _Known(recording.statuses[:position], error)
                    return

        make_body = test.seeded_body if recording.draws else test.body
        with test.outside_hypothesis():
            self._run_guarded(run_all)
        return None if self._decided or self._evidence.fault is not None else failed

    def _look_for_smaller(self, test: HypothesisTest, fixtures: dict[str, object], found: Finding) -> None:
        evidence = self._evidence
        kept, replay = replace(evidence), self._replay
        evidence.finding = None
        self._run_engine(test, fixtures, explicit=False)
        smaller = self._evidence.finding
        evidence.examples = kept.examples
        if smaller is None or _size(smaller) > _size(found):
            evidence.finding, evidence.fault, self._replay = found, kept.fault, replay

    def _run_engine(
        self, test: HypothesisTest, fixtures: dict[str, object], *, explicit: bool, known: _Known | None = None
    ) -> None:
        """Run the test once through; the examples that are known already are not run again."""
        position = -1

        def example(*args: object, **kwargs: object) -> None:
            nonlocal position
            position += 1
            if known is not None and position <= len(known.statuses):
                known.repeat(position, test)
                return
            body: Callable[[], object] = functools.partial(test.inner, *args, **kwargs)
            replay = body
            if test.draws_interactively(kwargs):
                replay = functools.partial(test.run, test.inner, fixtures, self._seed, explicit=explicit)
            try:
                self._run_example(body, replay, test.control_exceptions)
            except test.rejection:
                if self._solution.example.calls:
                    self._refuse_rejection()
                raise

        self._run_guarded(lambda: test.run(example, fixtures, self._seed, explicit=explicit), test.too_few_examples)

    def _run_guarded(self, run: Callable[[], object], too_few: tuple[type[BaseException], ...] = ()) -> None:
        """Run something that runs examples; whatever it raises, the evidence is what the examples themselves showed."""
        try:
            run()
        except _Decided:
            self._decided = True
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001  # pytest's outcomes are no `Exception`s, and no test may end the judge
            if is_flaky(error):
                self._find_different_answers(error)
            elif self._evidence.finding is None and self._evidence.fault is None:
                cause = Cause.TOO_FEW_EXAMPLES if isinstance(error, too_few) else Cause.HIDDEN_TEST
                summary = " ".join(str(error).partition("\n\n")[0].split())
                self._blame_test(cause, f"{type(error).__name__}: {summary}")
        if self._judge_error is not None:
            raise self._judge_error

    def _run_example(
        self, body: Callable[[], object], replay: Callable[[], object], control: tuple[type[BaseException], ...] = ()
    ) -> None:
        """Run one example and keep what it shows; what it raises is raised on.

        What ended a call counts before what the test made of it, so that no `except` of a test can hide it.
        """
        evidence = self._evidence
        record = self._solution.begin_example()
        self._watch.reset()
        error: BaseException | None = None
        try:
            body()
        except BaseException as raised:  # noqa: BLE001  # whatever it is, it is looked at below
            error = raised
        evidence.calls += record.calls
        if record.interruption is not None or isinstance(error, KeyboardInterrupt | JudgeError):
            self._interrupt(record.interruption or error)
        if record.failure is not None:
            if self._note(find_in_failure(record.failure, record, self._solution.name), record, replay):
                raise _ExampleFailed
        elif isinstance(error, control):
            raise error
        elif error is not None:
            if self._note(self._find(error, record), record, replay):
                raise error
        elif evidence.finding is None:
            evidence.examples += 1
        else:
            self._answered_since = record.last
            self._spend(record)

    def _interrupt(self, error: BaseException | None) -> NoReturn:
        """End the run for something that is neither the submission's nor the hidden test's doing."""
        if isinstance(error, JudgeError):
            self._judge_error = error
        elif isinstance(error, KeyboardInterrupt):
            raise error
        else:
            self._blame_test(Cause.HIDDEN_TEST, f"a call cannot be made: {type(error).__name__}: {error}")
        raise _Decided from error

    def _find(self, error: BaseException, record: ExampleRecord) -> Finding:
        try:
            return find_in_exception(error, record, self._watch, self._solution.name)
        except HiddenTestError as fault:
            self._evidence.fault = fault
            raise _Decided from fault

    def _note(self, finding: Finding, record: ExampleRecord, replay: Callable[[], object]) -> bool:
        """Keep a failing example; False if it is none that the search goes on with.

        The first one decides how the property fails. Hypothesis tries only smaller ones from there on, so the last one that
        fails in the same way is the smallest; those that fail in another way are passed over.
        """
        evidence = self._evidence
        kind = finding.verdict, finding.cause
        if evidence.finding is not None:
            self._spend(record)
        if self._kind not in {None, kind}:
            self._answered_since = record.last
            if evidence.finding is None:
                evidence.examples += 1
            return False
        if evidence.finding is None:
            evidence.examples += 1
            self._first_failure_at = time.monotonic()
            self._attempts = self._restarts = 0
        self._kind = kind
        evidence.finding = finding
        self._replay = replay
        self._answered_since = None
        if _decides_at_once(finding):
            raise _Decided
        return True

    def _spend(self, record: ExampleRecord) -> None:
        """Count one attempt to shrink, and end the run when the budget is spent."""
        self._attempts += 1
        self._restarts += record.failure is not None
        slow = time.monotonic() - self._first_failure_at > _SHRINK_SECONDS
        if self._attempts > _SHRINK_EXAMPLES or self._restarts > _SHRINK_RESTARTS or slow:
            raise _Decided

    def _find_different_answers(self, error: BaseException) -> None:
        """Hypothesis ran the smallest failing example again and it held: show that the same call was answered differently."""
        finding, later = self._evidence.finding, self._answered_since
        if finding is None:
            self._blame_test(Cause.HIDDEN_TEST, f"the hidden test is not deterministic: {error}")
        elif finding.record is not None and finding.counterexample is not None and later is not None:
            first, then = describe_answer(finding.record), describe_answer(later)
            if same_call(finding.record, later) and first != then:
                what = f"your function gave different answers for the same input: first {first}, then {then}"
                counterexample = replace(finding.counterexample, message=what)
                self._evidence.finding = replace(
                    finding,
                    verdict=Verdict.WRONG_ANSWER,
                    cause=Cause.DIFFERENT_ANSWERS,
                    counterexample=counterexample,
                    details=None,
                )

    def _refuse_rejection(self) -> NoReturn:
        """End a run whose test lets the submission's answers, or chance, decide which inputs count."""
        self._blame_test(Cause.HIDDEN_TEST, "the hidden test rejects an input after it called the solution")
        raise _Decided from None

    def _blame_test(self, cause: Cause, message: str) -> None:
        self._evidence.fault = HiddenTestError(cause, message)

    def _confirm(self) -> None:
        """Before a failing example counts against the submission, the reference must pass that very example."""
        finding, replay = self._evidence.finding, self._replay
        if not self._explore or finding is None or replay is None or _decides_at_once(finding) or self._evidence.fault:
            return
        self._solution.begin_example()
        self._watch.reset()
        with self._solution.answered_by_reference(finding.record):
            try:
                replay()
            except KeyboardInterrupt:
                raise
            except BaseException as error:  # noqa: BLE001  # whatever it is, the reference does not pass
                what = "the hidden test fails before it calls the solution"
                if finding.counterexample is not None:
                    what = f"the reference solution fails this property too, on {finding.counterexample.call}"
                self._blame_test(Cause.REFERENCE_FAILS, f"{what}: {describe_error(error, self._watch)}")
                return
        self._evidence.finding = with_reference(finding, self._solution.stand_in_answer)


def is_flaky(error: BaseException) -> bool:
    """Whether Hypothesis reports that a failing example held when it was run again."""
    errors = sys.modules.get("hypothesis.errors")
    return errors is not None and isinstance(error, errors.Flaky)


def _decides_at_once(finding: Finding) -> bool:
    """Whether there is nothing to gain from smaller examples: each would cost as much again."""
    return finding.verdict in _LIMIT_VERDICTS or finding.cause is Cause.PROTOCOL_VIOLATION


def _size(finding: Finding) -> int:
    return len(finding.counterexample.call) if finding.counterexample else 0
