"""From an exception in a hidden test to what it says about the submission: one finding per failing example."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator
from dataclasses import dataclass
from types import TracebackType

from _pytest.outcomes import OutcomeException, Skipped, XFailed

from judge.grading.comparison import Comparison
from judge.grading.solution import CallRecord, ExampleRecord
from judge.host.replies import Failure, Raised, Returned
from judge.literals import call_text, source_text
from judge.model import Cause, Counterexample, Verdict
from judge.testing.failures import PropertyFailure
from judge.wire import codec

_MESSAGE_LIMIT = 1_000


@dataclass(frozen=True, slots=True)
class Finding:
    """What one failing example shows.

    Attributes:
        record: The example's last call, if it made one.
        attributable: False where only the reference can tell whether the submission or the hidden test is at fault.
    """

    verdict: Verdict
    cause: Cause
    counterexample: Counterexample | None
    record: CallRecord | None


class HiddenTestError(Exception):
    """The hidden test did something that makes its verdicts worthless, such as skipping itself."""

    def __init__(self, cause: Cause, message: str) -> None:
        super().__init__(message)
        self.cause = cause


def find_in_failure(failure: Failure, example: ExampleRecord, entry_point: str) -> Finding:
    """The finding for a call that ended the worker."""
    return _finding(failure.verdict, failure.cause, failure.message, example, entry_point, failure.raised)


def find_in_exception(
    error: BaseException, example: ExampleRecord, comparison: Comparison | None, entry_point: str
) -> Finding:
    """The finding for an exception that left the hidden test.

    Args:
        error: The exception.
        example: The calls the example made.
        comparison: The last comparison of the test that did not hold.
        entry_point: The entry point's name.

    Raises:
        HiddenTestError: The test skipped itself or expects to fail.
    """
    if isinstance(error, Skipped | XFailed):
        raise HiddenTestError(Cause.NOT_RUN, f"the hidden test did not run to its end: {error}")
    if any(error is raised for raised in example.raised):
        return _find_in_candidate_exception(error, example, entry_point)
    verdict = Verdict.WRONG_ANSWER
    if isinstance(error, PropertyFailure):
        return _finding(verdict, error.cause, str(error), example, entry_point)
    if isinstance(error, AssertionError):
        cause, message = _explain_assertion(error, comparison, example.last)
        return _finding(verdict, cause, message, example, entry_point)
    if isinstance(error, OutcomeException):
        # pytest.fail(), or pytest.raises() around a call that raised nothing.
        message = str(error)
        missing = message.startswith("DID NOT RAISE")
        cause = Cause.WRONG_EXCEPTION if missing else Cause.WRONG_VALUE
        return _finding(verdict, cause, _expected_exception(message) if missing else message, example, entry_point)
    # The test stumbled over the value it was given. Whether the value or the test is at fault, the reference will tell.
    cause = Cause.WRONG_TYPE if isinstance(error, TypeError | AttributeError) else Cause.WRONG_VALUE
    message = f"the returned value cannot be used: {type(error).__name__}: {error}"
    return _finding(verdict, cause, message, example, entry_point)


def _find_in_candidate_exception(error: BaseException, example: ExampleRecord, entry_point: str) -> Finding:
    expected = _expected_by_raises(error.__traceback__)
    if expected is None:
        return _finding(Verdict.RUNTIME_ERROR, Cause.EXCEPTION, "no exception is expected here", example, entry_point)
    message = f"expected {expected}"
    return _finding(Verdict.WRONG_ANSWER, Cause.WRONG_EXCEPTION, message, example, entry_point)


def _finding(
    verdict: Verdict, cause: Cause, message: str, example: ExampleRecord, entry_point: str, raised: Raised | None = None
) -> Finding:
    record = example.last
    if record is None:
        counterexample = Counterexample(f"import {entry_point}", message=message) if raised else None
        return Finding(verdict, cause, counterexample, None)
    call = call_text(entry_point, record.args, record.kwargs)
    if record.count:
        call = f"[{call} for _ in range({record.count})]"
    returned = None
    if isinstance(record.observed, Raised):
        raised = record.observed
    elif isinstance(record.observed, Returned):
        returned = source_text(record.observed.value)
    counterexample = Counterexample(
        call=call,
        returned=returned,
        raised=str(raised) if raised else None,
        message=_bounded(message),
        traceback=raised.traceback if raised else "",
    )
    return Finding(verdict, cause, counterexample, record)


def same_call(one: CallRecord, other: CallRecord) -> bool:
    """Whether two calls had the same arguments."""
    return codec.encode((one.args, one.kwargs, one.count)) == codec.encode((other.args, other.kwargs, other.count))


def describe_answer(record: CallRecord) -> str:
    """What came of a call, in a few words."""
    observed = record.observed
    if isinstance(observed, Returned):
        return f"returned {source_text(observed.value, 200)}"
    return f"raised {observed}" if isinstance(observed, Raised) else observed.message


def _explain_assertion(
    error: AssertionError, comparison: Comparison | None, last: CallRecord | None
) -> tuple[Cause, str]:
    """What a plain `assert` expected. pytest's rewriting reports the operands of the comparison that failed."""
    text = str(error)
    own_message = "" if text.startswith("assert ") else text.partition("\nassert ")[0]
    if comparison is None or not isinstance(last.observed if last else None, Returned):
        return Cause.WRONG_VALUE, own_message or text or "an assertion of the hidden test does not hold"
    returned = last.observed.value  # type: ignore[union-attr]  # just checked
    if comparison.operator == "==" and (comparison.left is returned or comparison.right is returned):
        expected = comparison.right if comparison.left is returned else comparison.left
        cause = Cause.WRONG_VALUE if _alike(returned, expected) else Cause.WRONG_TYPE
        explained = f"expected {source_text(expected)}"
    else:
        cause = Cause.WRONG_VALUE
        left, right = source_text(comparison.left, 400), source_text(comparison.right, 400)
        explained = f"{left} {comparison.operator} {right} does not hold"
    return cause, f"{own_message}: {explained}" if own_message else explained


def _alike(returned: object, expected: object) -> bool:
    """Whether two values are of one type, where all real numbers count as one."""
    return type(returned) is type(expected) or (hasattr(returned, "__float__") and hasattr(expected, "__float__"))


def _expected_exception(message: str) -> str:
    name = message.removeprefix("DID NOT RAISE").strip().removeprefix("<class '").removesuffix("'>")
    return f"expected {name} to be raised"


def _expected_by_raises(traceback: TracebackType | None) -> str | None:
    """What a `with pytest.raises(...)` around the failing line of the hidden test expects; None if there is none.

    An exception of another type passes through the `with` block and leaves no trace of it but its line.
    """
    for frame, line in _walk(traceback):
        for block in _raises_blocks(frame):
            if block.body[0].lineno <= line <= (block.body[-1].end_lineno or line):
                call = block.items[0].context_expr
                assert isinstance(call, ast.Call)  # noqa: S101  # `_raises_blocks` yields nothing else
                return f"{ast.unparse(call.args[0])} to be raised" if call.args else "another exception"
    return None


def _walk(traceback: TracebackType | None) -> Iterator[tuple[str, int]]:
    while traceback is not None:
        yield traceback.tb_frame.f_code.co_filename, traceback.tb_lineno
        traceback = traceback.tb_next


@functools.cache
def _raises_blocks(file_name: str) -> tuple[ast.With, ...]:
    try:
        with open(file_name, "rb") as source:  # noqa: PTH123
            tree = ast.parse(source.read())
    except (OSError, SyntaxError, ValueError):
        return ()
    return tuple(
        node for node in ast.walk(tree) if isinstance(node, ast.With) and _is_raises(node.items[0].context_expr)
    )


def _is_raises(expression: ast.expr) -> bool:
    if not isinstance(expression, ast.Call):
        return False
    function = expression.func
    return (function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")) == "raises"


def _bounded(text: str) -> str:
    return text if len(text) <= _MESSAGE_LIMIT else text[:_MESSAGE_LIMIT] + "…"
