"""From an exception in a hidden test to what it says about the submission: one finding per failing example."""

from __future__ import annotations

import functools
import unittest
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from _pytest.outcomes import OutcomeException, Skipped, XFailed

from judge.grading.assertion_watch import AssertionWatch, Comparison
from judge.grading.solution import CallRecord, ExampleRecord
from judge.host.replies import Failure, Raised, Returned
from judge.literals import SHOWN_CHARACTERS, call_text, source_text
from judge.model import Cause, Counterexample, Details, Verdict
from judge.testing.failures import ArgumentModified, DistributionMismatch, PropertyFailure, Share
from judge.wire import codec

_MESSAGE_LIMIT = 1_000
_NO_RESULT = (Skipped, XFailed, unittest.SkipTest)


@dataclass(frozen=True, slots=True)
class Finding:
    """What one failing example shows.

    Attributes:
        record: The call that shows it, if the example made one.
        details: Makes the details of the counterexample: asked of the smallest example alone, since it takes time.
    """

    verdict: Verdict
    cause: Cause
    counterexample: Counterexample | None
    record: CallRecord | None
    details: Callable[[], Details] | None = None


class HiddenTestError(Exception):
    """The hidden test did something that makes its verdicts worthless, such as skipping itself."""

    def __init__(self, cause: Cause, message: str) -> None:
        super().__init__(message)
        self.cause = cause


def find_in_failure(failure: Failure, example: ExampleRecord, entry_point: str) -> Finding:
    """The finding for a call that ended the worker."""
    return _finding(failure.verdict, failure.cause, failure.message, example, entry_point, raised=failure.raised)


def find_in_exception(error: BaseException, example: ExampleRecord, watch: AssertionWatch, entry_point: str) -> Finding:
    """The finding for an exception that left the hidden test.

    Args:
        error: The exception.
        example: The calls the example made.
        watch: What the test's assertions found wrong.
        entry_point: The entry point's name.

    Raises:
        HiddenTestError: The test skipped itself or expects to fail.
    """
    if isinstance(error, _NO_RESULT):
        raise HiddenTestError(Cause.NOT_RUN, f"the hidden test did not run to its end: {error}")
    verdict = Verdict.WRONG_ANSWER
    expected = watch.refusal.expected if watch.refusal is not None and watch.refusal.error is error else None
    if expected is not None:
        message = f"expected {expected} to be raised"
        call = example.find_call(error)
        return _finding(verdict, Cause.WRONG_EXCEPTION, message, example, entry_point, call=call)
    call = example.find_call(error)
    if call is not None:
        message = "no exception is expected here"
        return _finding(Verdict.RUNTIME_ERROR, Cause.EXCEPTION, message, example, entry_point, call=call)
    if isinstance(error, PropertyFailure):
        if error.cause is Cause.CPU_TIME:  # it grows faster than it may
            verdict = Verdict.TIME_LIMIT_EXCEEDED
        message = str(error)
        if isinstance(error, ArgumentModified) and error.change is not None:
            message = message.partition(":")[0]  # the details say the rest
        return _finding(verdict, error.cause, message, example, entry_point, details=_details_of(error))
    if isinstance(error, AssertionError):
        cause, message, details = _explain_assertion(error, watch.comparison, example.last)
        return _finding(verdict, cause, message, example, entry_point, details=details)
    if isinstance(error, OutcomeException):  # pytest.fail()
        return _finding(verdict, Cause.WRONG_VALUE, str(error), example, entry_point)
    # The test stumbled over the value it was given. Whether the value or the test is at fault, the reference will tell.
    cause = Cause.WRONG_TYPE if isinstance(error, TypeError | AttributeError) else Cause.WRONG_VALUE
    message = f"the returned value cannot be used: {type(error).__name__}: {error}"
    return _finding(verdict, cause, message, example, entry_point)


def describe_error(error: BaseException, watch: AssertionWatch) -> str:
    """What an exception of a hidden test says, in a sentence for the test's author."""
    if watch.refusal is not None and watch.refusal.error is error:
        return f"expected {watch.refusal.expected} to be raised"
    if isinstance(error, AssertionError) and not isinstance(error, PropertyFailure) and watch.comparison is not None:
        return describe_comparison(watch.comparison)
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__


def describe_comparison(comparison: Comparison) -> str:
    """A comparison that failed, as a sentence."""
    left, right = source_text(comparison.left, 400), source_text(comparison.right, 400)
    return f"{left} {comparison.operator} {right} does not hold"


def _finding(
    verdict: Verdict,
    cause: Cause,
    message: str,
    example: ExampleRecord,
    entry_point: str,
    *,
    raised: Raised | None = None,
    call: CallRecord | None = None,
    details: Callable[[], Details] | None = None,
) -> Finding:
    record = call or example.last
    if record is None:
        if raised is None:
            return Finding(verdict, cause, None, None)
        shown = Counterexample(
            f"import {entry_point}", raised=str(raised), message=message, traceback=_traceback_of(raised)
        )
        return Finding(verdict, cause, shown, None)
    text = call_text(entry_point, record.args, record.kwargs)
    if record.count:
        text = f"[{text} for _ in range({record.count})]"
    returned = None
    if isinstance(record.observed, Raised):
        raised = record.observed
    elif isinstance(record.observed, Returned):
        returned = source_text(record.observed.value, SHOWN_CHARACTERS)
    counterexample = Counterexample(
        call=text,
        returned=returned,
        raised=str(raised) if raised else None,
        message=_bounded(message),
        traceback=_traceback_of(raised) if raised else "",
    )
    return Finding(verdict, cause, counterexample, record, details)


def _details_of(error: PropertyFailure) -> Callable[[], Details] | None:
    if isinstance(error, ArgumentModified) and error.change is not None:
        return functools.partial(_describe_change, *error.change)
    if isinstance(error, DistributionMismatch) and error.shares:
        return functools.partial(_draw_shares, error.shares)
    return None if error.compared is None else functools.partial(_describe_difference, *error.compared)


def with_reference(finding: Finding, answer: Returned | None) -> Finding:
    """The finding with what the reference returned to the same call, where the test does not say what it expected."""
    record = finding.record
    if answer is None or record is None or record.count or finding.details is not None:
        return finding
    return replace(finding, details=functools.partial(_describe_correct, record.observed, answer.value))


# What an accepted submission does without is imported where it is needed.


def _describe_difference(found: object, expected: object) -> Details:
    from judge.grading.difference import describe_difference  # noqa: PLC0415

    return describe_difference(found, expected)


def _describe_change(before: object, after: object) -> Details:
    from judge.grading.difference import describe_change  # noqa: PLC0415

    return describe_change(before, after)


def _describe_correct(observed: object, correct: object) -> Details:
    from judge.grading.difference import describe_difference  # noqa: PLC0415

    shown = (("correct", source_text(correct, SHOWN_CHARACTERS)),)
    return (*shown, *describe_difference(observed.value, correct)) if isinstance(observed, Returned) else shown


def _draw_shares(shares: Sequence[Share]) -> Details:
    from judge.grading.frequencies import draw_shares  # noqa: PLC0415

    return draw_shares(shares)


def _traceback_of(raised: Raised) -> str:
    from judge.grading.tracebacks import with_relative_names  # noqa: PLC0415

    return with_relative_names(raised.traceback)


def same_call(one: CallRecord, other: CallRecord) -> bool:
    """Whether two calls had the same arguments."""
    return codec.encode((one.args, one.kwargs, one.count)) == codec.encode((other.args, other.kwargs, other.count))


def describe_answer(record: CallRecord) -> str:
    """What came of a call, as a clause."""
    observed = record.observed
    if isinstance(observed, Returned):
        return f"it returned {source_text(observed.value, 200)}"
    return f"it raised {observed}" if isinstance(observed, Raised) else observed.message


def _explain_assertion(
    error: AssertionError, comparison: Comparison | None, last: CallRecord | None
) -> tuple[Cause, str, Callable[[], Details] | None]:
    """What a plain `assert` expected. pytest's rewriting reports the operands of the comparison that failed."""
    text = str(error)
    own_message = "" if text.startswith("assert ") else text.partition("\nassert ")[0]
    if comparison is None or not isinstance(last.observed if last else None, Returned):
        return Cause.WRONG_VALUE, own_message or text or "an assertion of the hidden test does not hold", None
    details = None
    returned = last.observed.value  # type: ignore[union-attr]  # just checked
    if comparison.operator == "==" and (comparison.left is returned or comparison.right is returned):
        expected = comparison.right if comparison.left is returned else comparison.left
        cause = Cause.WRONG_VALUE if _alike(returned, expected) else Cause.WRONG_TYPE
        explained = f"expected {source_text(expected, SHOWN_CHARACTERS)}"
        details = functools.partial(_describe_difference, returned, expected)
    else:
        cause = Cause.WRONG_VALUE
        explained = describe_comparison(comparison)
    return cause, f"{own_message}: {explained}" if own_message else explained, details


def _alike(returned: object, expected: object) -> bool:
    """Whether two values are of one type, where all real numbers count as one."""
    return type(returned) is type(expected) or (hasattr(returned, "__float__") and hasattr(expected, "__float__"))


def _bounded(text: str) -> str:
    return text if len(text) <= _MESSAGE_LIMIT else text[:_MESSAGE_LIMIT] + "…"
