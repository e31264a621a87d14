"""A submission, ready to be called: keeps a live worker for it and starts a fresh one after each death.

Adds up what all its workers used, holds the bounds that count for the submission as a whole, and turns the worker's replies into
observations: `Returned`, `Raised` or `Failure`.
"""

from __future__ import annotations

import math
import time
from typing import Any

from judge.errors import WorkerStartError
from judge.host.output import OutputBuffer
from judge.host.replies import Failure, Raised, Returned
from judge.host.worker import Worker
from judge.model import Cause, Limits, Output, Runtime, Verdict
from judge.wire import codec, messages

_START_SECONDS = 60.0
"""How long the interpreter itself may take to start on a very busy machine before it is the judge's fault."""

_IMPORT_WALL_FACTOR = 3
_INVALID_CAUSES = {cause.value: cause for cause in (Cause.SYNTAX_ERROR, Cause.IMPORT_ERROR, Cause.ENTRY_POINT)}


class Candidate:
    """One submission under judgement; a context manager that ends its worker.

    Starting it is asynchronous: the worker imports the submission while the judge goes on, until the first call.

    Args:
        source: The submission's bytes.
        file_name: What tracebacks call the submission.
        entry_point: The function to call.
        limits: What it may use.
        seed: Seeds `random`, `numpy.random` and string hashing in the worker.

    Attributes:
        unloadable: Why the submission cannot be loaded, once that is known.
        integrity: Suspicious acts, each a short text, in the order seen.

    Raises:
        WorkerStartError: No worker can be started on this machine.
    """

    def __init__(self, source: bytes, file_name: str, entry_point: str, limits: Limits, seed: int) -> None:
        self._program = source, file_name, entry_point, seed
        self._limits = limits
        self._output = OutputBuffer(limits.output_bytes)
        self._worker: Worker | None = None
        self._ids: list[bytes] = []
        self._ended_cpu_seconds = 0.0
        self._peak_memory_bytes = 0
        self._started = time.monotonic()
        self.unloadable: Failure | None = None
        self.integrity: list[str] = []
        if len(source) > limits.source_bytes:
            what = f"the source has {len(source):,} bytes; the limit is {limits.source_bytes:,} bytes"
            self.unloadable = Failure(Verdict.INVALID_SUBMISSION, Cause.SOURCE_SIZE, what)
        else:
            self._start()

    def __enter__(self) -> Candidate:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """End the worker; the figures and the output stay."""
        self._retire()

    @property
    def cpu_seconds(self) -> float:
        """CPU time of all workers so far."""
        return self._ended_cpu_seconds + (self._worker.cpu_seconds if self._worker else 0.0)

    def load(self) -> Failure | None:
        """Have a live worker that has imported the submission; a submission that fails at import is not tried again."""
        if self.unloadable is None and self._worker is None:
            self._start()
        if self._worker is not None and self._ids:
            self.unloadable = self._await_load(self._worker)
            if self.unloadable is not None:
                self._retire()
        return self.unloadable

    def call(
        self,
        args: tuple[object, ...],
        kwargs: dict[str, object],
        *,
        count: int = 0,
        keep_arguments: bool = False,
        cpu_seconds: float | None = None,
    ) -> Returned | Raised | Failure:
        """Call the entry point.

        Args:
            args: Positional arguments; they are copied, what the function does to them is not seen here.
            kwargs: Keyword arguments.
            count: 0 for one call, n for a sample of n calls, whose value is the list of theirs.
            keep_arguments: Have the positional arguments back as the function left them.
            cpu_seconds: CPU time for this call, if less than the challenge's own limit.
        """
        failure = self.load()
        if failure is not None or self._worker is None:
            return failure or Failure(Verdict.JUDGE_ERROR, Cause.INTERNAL, "no worker")
        left = self._limits.cpu_seconds - self.cpu_seconds
        limit = min(self._limits.cpu_seconds_per_call if cpu_seconds is None else cpu_seconds, max(left, 0.0))
        call_id = self._worker.send(messages.CALL, count, keep_arguments, args, kwargs)
        reply = self._worker.receive(call_id, limit, self._limits.wall_seconds_per_call)
        observed = self._interpret(reply)
        if isinstance(observed, Failure):
            self._retire(observed)
            if limit == left and observed.cause is Cause.CPU_TIME:
                what = f"all its calls used more than the {self._limits.cpu_seconds:.2f} s of CPU time they may use together"
                return Failure(observed.verdict, observed.cause, what)
        return observed

    def settle(self) -> Failure | None:
        """Look at the idle worker after a property; a failure if it sent what nobody asked for or used too much memory."""
        if self._worker is None or self._ids:
            return None
        failure = self._worker.settle()
        if failure is not None:
            self._retire(failure)
        return failure

    def runtime(self) -> Runtime:
        """What all workers used together."""
        return Runtime(self.cpu_seconds, time.monotonic() - self._started, self._peak_memory_bytes)

    def output(self) -> Output:
        """What the submission printed."""
        return self._output.text()

    def _start(self) -> None:
        *program, seed = self._program
        worker = self._worker = Worker(self._limits, seed, self._output)
        self._ids = [worker.send(messages.HELLO), worker.send(messages.LOAD, *program, seed)]

    def _await_load(self, worker: Worker) -> Failure | None:
        hello_id, load_id = self._ids
        self._ids = []
        hello = worker.receive(hello_id, math.inf, _START_SECONDS)
        if isinstance(hello, Failure):
            errors = self._output.text().stderr.strip().splitlines()
            detail = f": {errors[-1]}" if errors else ""
            raise WorkerStartError(f"the worker did not come up: {hello.message}{detail}")
        seconds = self._limits.import_seconds
        reply = worker.receive(load_id, seconds, seconds * _IMPORT_WALL_FACTOR)
        failure = _interpret_load(reply)
        if failure is not None and failure.cause is Cause.PROTOCOL_VIOLATION:
            self.integrity.append(failure.message)
        return failure

    def _interpret(self, reply: tuple[Any, ...] | Failure) -> Returned | Raised | Failure:
        match reply:
            case Failure():
                return reply
            case (messages.RETURNED, _, value, None):
                return Returned(value, None)
            case (messages.RETURNED, _, value, tuple(arguments)):
                return Returned(value, arguments)
            case (messages.RAISED, _, exception):
                raised = _read_exception(exception)
                if raised is not None and raised.builtin_name == "MemoryError":
                    what = f"it ran out of memory; the limit is {self._limits.memory_bytes / 1e6:,.0f} MB"
                    return Failure(Verdict.MEMORY_LIMIT_EXCEEDED, Cause.MEMORY, what, raised)
                return raised or _unexpected()
            case (messages.UNSENDABLE, _, str(reason)):
                what = f"it returned too much: {_bounded(reason)}"
                return Failure(Verdict.OUTPUT_LIMIT_EXCEEDED, Cause.RETURNED_SIZE, what)
            case _:
                return _unexpected()

    def _retire(self, failure: Failure | None = None) -> None:
        """End the worker and keep its figures."""
        if failure is not None and failure.cause is Cause.PROTOCOL_VIOLATION:
            self.integrity.append(failure.message)
        if self._worker is not None:
            self._worker.kill()
            self._ended_cpu_seconds += self._worker.cpu_seconds
            self._peak_memory_bytes = max(self._peak_memory_bytes, self._worker.peak_memory_bytes)
            self._worker = None
            self._ids = []


def _interpret_load(reply: tuple[Any, ...] | Failure) -> Failure | None:
    match reply:
        case Failure(verdict=Verdict.RUNTIME_ERROR):
            # An exit or a crash while it is imported: there is no working module.
            return Failure(Verdict.INVALID_SUBMISSION, reply.cause, f"while it was imported, {reply.message}")
        case Failure():
            return Failure(reply.verdict, reply.cause, f"while it was imported, {reply.message}")
        case (messages.LOADED, _):
            return None
        case (messages.INVALID, _, str(cause), exception):
            raised = _read_exception(exception)
            if raised is not None and raised.builtin_name == "MemoryError":
                return Failure(Verdict.MEMORY_LIMIT_EXCEEDED, Cause.MEMORY, "it ran out of memory while it was imported", raised)
            if raised is not None and cause in _INVALID_CAUSES:
                return Failure(Verdict.INVALID_SUBMISSION, _INVALID_CAUSES[cause], _load_problem(cause, raised), raised)
    return Failure(Verdict.INVALID_SUBMISSION, Cause.PROTOCOL_VIOLATION, "its process broke the protocol while it was imported")


def _load_problem(cause: str, raised: Raised) -> str:
    if cause == Cause.ENTRY_POINT:
        return raised.message
    what = "the source is not valid Python" if cause == Cause.SYNTAX_ERROR else "importing it failed"
    return f"{what}: {raised}"


def _read_exception(exception: object) -> Raised | None:
    if type(exception) is tuple and len(exception) == 4 and all(type(text) is str for text in exception):  # noqa: PLR2004
        return Raised(*map(_bounded, exception[:3]), traceback=exception[3][-8_000:])
    return None


def _bounded(text: str) -> str:
    return text if len(text) <= 2_000 else text[:2_000] + "…"  # noqa: PLR2004


def _unexpected() -> Failure:
    return Failure(Verdict.RUNTIME_ERROR, Cause.PROTOCOL_VIOLATION, "its process broke the protocol: an unexpected reply")
