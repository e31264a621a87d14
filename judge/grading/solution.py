"""What hidden tests get as `solution`: calls go to the candidate's worker, its exceptions are raised again here."""

from __future__ import annotations

import builtins
import contextlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final, NoReturn, cast

from judge.host.candidate import Candidate
from judge.host.replies import Failure, Raised, Returned
from judge.model import Cause, Verdict
from judge.testing.entry_point import Call, CpuLimit, Timed
from judge.wire import codec

_REBUILDABLE: Final = {
    name: kind
    for name, kind in vars(builtins).items()
    # Not the base classes, which a hidden test may catch for reasons of its own, nor what steers generators and warnings.
    if isinstance(kind, type)
    and issubclass(kind, Exception)
    and not issubclass(kind, Warning | StopIteration | StopAsyncIteration)
    if kind not in {Exception, MemoryError}
}


class CandidateError(Exception):
    """The candidate's function raised an exception of its own making, or one that is no ordinary `Exception`."""


class PropertyEnded(BaseException):  # not an error: it carries a verdict past every handler of a test
    """The candidate's worker failed, so the property being run is decided."""


@dataclass(slots=True)
class CallRecord:
    """The last call of an example, for the counterexample.

    Attributes:
        exception: What was raised into the test for a call that raised.
        keeps_arguments: Whether the arguments were asked back.
        is_timed: Whether its time matters to the test.
        cpu_seconds: CPU time of the call.
    """

    args: tuple[object, ...]
    kwargs: dict[str, object]
    count: int
    observed: Returned | Raised | Failure
    exception: Exception | None = None
    keeps_arguments: bool = False
    is_timed: bool = False
    cpu_seconds: float = 0.0


@dataclass(slots=True)
class ExampleRecord:
    """The calls of one example, as far as a verdict needs them.

    Attributes:
        calls: Calls that were answered, be it by the worker's end.
        last: The last one.
        raised: Those that raised.
        failure: What ended the worker, and with it the property.
        interruption: What ended a call from the judge's side: an interrupt, or an error of its own.
    """

    calls: int = 0
    last: CallRecord | None = None
    raised: list[CallRecord] = field(default_factory=list)
    failure: Failure | None = None
    interruption: BaseException | None = None

    def find_call(self, error: BaseException) -> CallRecord | None:
        """The call that raised an exception."""
        return next((record for record in reversed(self.raised) if record.exception is error), None)


class Solution:
    """The candidate's entry point (see `judge.testing.EntryPoint`).

    Args:
        name: The entry point's name.
        candidate: The submission.
        reference: The trusted function that can answer in its place, to find out who is at fault.
        time_factor: What limits that hidden tests derive from the reference's time are multiplied by.

    Attributes:
        example: What happened since the runner last began an example.
        timed_cpu_seconds: CPU time of calls that were timed beside the reference, the candidate's and the reference's.
        stand_in_calls: How often the reference answered instead.
        stand_in_answer: What the reference returned to the call that `answered_by_reference` was to look out for.
        watch: Told of each call of the submission, for surveys of what hidden tests ask.
    """

    def __init__(
        self, name: str, candidate: Candidate, reference: Callable[..., object], *, time_factor: float = 1.0
    ) -> None:
        self.name = name
        self.stand_in_calls = 0
        self.stand_in_answer: Returned | None = None
        self._looked_for = b""
        self.watch: Callable[[CallRecord], None] | None = None
        self._time_factor = time_factor
        self.example = ExampleRecord()
        self.timed_cpu_seconds = (0.0, 0.0)
        self._candidate = candidate
        self._reference = reference
        self._stand_in = False
        self._open = False

    def __repr__(self) -> str:
        return self.name

    def __call__(self, *args: object, **kwargs: object) -> object:
        """Call the function; return its value or raise its exception."""
        return self._ask(args, kwargs).value

    def call(self, *args: object, **kwargs: object) -> Call:
        """Call the function; return its value and the arguments as it left them."""
        returned = self._ask(args, kwargs, keep_arguments=True)
        return Call(returned.value, returned.arguments or ())

    def sample(self, count: int, *args: object, **kwargs: object) -> list[object]:
        """Call the function `count` times in one round trip."""
        if count < 1:
            raise ValueError(f"a sample needs at least one call, not {count}")
        values = self._ask(args, kwargs, count=count).value
        if type(values) is not list or len(values) != count:
            what = f"its process broke the protocol: a sample of {count:,} calls needs a list of {count:,} values"
            self._fail(Failure(Verdict.RUNTIME_ERROR, Cause.PROTOCOL_VIOLATION, what))
        return cast("list[object]", values)

    def call_within(self, limit: CpuLimit, *args: object, **kwargs: object) -> object:
        """Call the function under a CPU limit of its own."""

        def renew() -> float:
            nonlocal limit
            limit = limit.renew() if limit.renew is not None else limit
            return limit.seconds * self._time_factor

        seconds = limit.seconds * self._time_factor
        value = self._ask(
            args, kwargs, cpu_seconds=seconds, timed=True, renew=None if limit.renew is None else renew
        ).value
        if not self._stand_in:
            ours, reference = self.timed_cpu_seconds
            self.timed_cpu_seconds = ours + self._candidate.last_call_cpu_seconds, reference + limit.reference_seconds
        return value

    def timed(self, *args: object, **kwargs: object) -> Timed:
        """Call the function; return its value and the CPU time of the call."""
        if self._stand_in:
            begin = time.thread_time()
            value = self._ask(args, kwargs).value
            return Timed(value, time.thread_time() - begin)
        value = self._ask(args, kwargs, timed=True).value
        return Timed(value, self._candidate.last_call_cpu_seconds)

    def begin_example(self) -> ExampleRecord:
        """Forget the calls made so far; the record that is returned collects those from now on."""
        self.example = ExampleRecord()
        return self.example

    @contextlib.contextmanager
    def opened(self) -> Iterator[None]:
        """Allow calls: while a property runs and not before, since nobody would watch what becomes of them."""
        self._open = True
        try:
            yield
        finally:
            self._open = False

    @contextlib.contextmanager
    def answered_by_reference(self, call: CallRecord | None = None) -> Iterator[None]:
        """Let the reference answer instead of the candidate, and keep what it returns to a call of the candidate's."""
        self._stand_in = True
        self.stand_in_answer = None
        self._looked_for = codec.encode((call.args, call.kwargs, call.count)) if call is not None else b""
        try:
            yield
        finally:
            self._stand_in = False

    def _ask(
        self,
        args: tuple[object, ...],
        kwargs: dict[str, object],
        *,
        count: int = 0,
        keep_arguments: bool = False,
        cpu_seconds: float | None = None,
        timed: bool = False,
        renew: Callable[[], float] | None = None,
    ) -> Returned:
        if not self._open:
            raise RuntimeError(
                "call the solution in the test itself, not in a fixture: what it does there is not judged"
            )
        if self._stand_in:
            return self._ask_reference(args, kwargs, count)
        if self.example.failure is not None or self.example.interruption is not None:
            raise PropertyEnded  # the test caught what ended this property, and goes on calling
        try:
            observed = self._candidate.call(
                args,
                kwargs,
                count=count,
                keep_arguments=keep_arguments,
                cpu_seconds=cpu_seconds,
                timed=timed,
                renew=renew,
            )
        except BaseException as error:
            self.example.interruption = error
            raise PropertyEnded from error
        record = self.example.last = CallRecord(
            args,
            kwargs,
            count,
            observed,
            keeps_arguments=keep_arguments,
            is_timed=timed,
            cpu_seconds=self._candidate.last_call_cpu_seconds,
        )
        self.example.calls += 1
        if self.watch is not None:
            self.watch(record)
        if isinstance(observed, Failure):
            self._fail(observed)
        if isinstance(observed, Raised):
            record.exception = rebuild_exception(observed)
            self.example.raised.append(record)
            raise record.exception
        return observed

    def _fail(self, failure: Failure) -> NoReturn:
        self.example.failure = failure
        raise PropertyEnded(failure.message)

    def _ask_reference(self, args: tuple[object, ...], kwargs: dict[str, object], count: int) -> Returned:
        # Through the codec, so that the reference sees copies and its answers are plain, exactly as a candidate's.
        args, kwargs = codec.decode(codec.encode((args, kwargs)))
        self.stand_in_calls += 1
        function, asked = self._reference, codec.encode((args, kwargs, count))
        value: Any = [function(*args, **kwargs) for _ in range(count)] if count else function(*args, **kwargs)
        value, args = codec.decode(codec.encode((value, args)))
        answer = Returned(value, args)
        if asked == self._looked_for and self.stand_in_answer is None:
            self.stand_in_answer = answer
        return answer


def rebuild_exception(raised: Raised) -> Exception:
    """The exception to raise in the hidden test: the same builtin type, or `CandidateError`.

    The type is looked up in a closed table of builtin exceptions. What is no plain `Exception` (an exit, an interrupt, another
    library's control exception) never comes back as itself, so that neither pytest nor Hypothesis can take it for its own.
    """
    kind = _REBUILDABLE.get(raised.builtin_name)
    if kind is None:
        return CandidateError(str(raised))
    # Those that cannot be built from a message alone.
    if issubclass(kind, UnicodeDecodeError):
        return UnicodeDecodeError("utf-8", b"", 0, 0, raised.message)
    if issubclass(kind, UnicodeEncodeError):
        return UnicodeEncodeError("utf-8", "", 0, 0, raised.message)
    if issubclass(kind, UnicodeTranslateError):
        return UnicodeTranslateError("", 0, 0, raised.message)
    if issubclass(kind, ExceptionGroup):
        return ExceptionGroup(raised.message, [CandidateError(str(raised))])
    return kind(raised.message)
