"""A worker whose program is called for the time it takes, and for nothing else.

Unlike `judge.host.candidate` it separates what a call costs from what its arguments cost to take in, and waits until the worker
is idle again, so that what it does after its reply is counted too.
"""

from __future__ import annotations

import contextlib
import math
import time
from dataclasses import dataclass
from typing import Final, Self

from judge.host.host import Host
from judge.host.loading import interpret_load
from judge.host.output import OutputBuffer
from judge.host.replies import Failure, Raised, Returned, read_raised
from judge.host.worker import Reply, Worker
from judge.model import Cause, Limits, Verdict
from judge.wire import codec, messages

_NONE: Final = codec.encode(None)
_START_SECONDS: Final = 60.0
"""How long a worker may take to start on a very busy machine."""


@dataclass(frozen=True, slots=True)
class Lap:
    """One call; times are CPU seconds of the worker, read from outside it: user and system, all threads.

    Attributes:
        answer: What the program answered, which it controls.
        import_seconds: For importing the program.
        taking_seconds: From when the worker was last idle until it had taken in the arguments.
        call_seconds: From then until it was idle again: giving out the value is part of it.
        idle_bytes: Resident memory before the call.
        elapsed_seconds: Elapsed time of all that.
        peak_bytes: The most resident memory.
    """

    answer: Returned | Raised
    import_seconds: float
    taking_seconds: float
    call_seconds: float
    elapsed_seconds: float
    idle_bytes: int
    peak_bytes: int


class TimedWorker:
    """A program in a worker, which starts while the caller goes on; a context manager that ends it.

    Args:
        source: The program, untrusted.
        file_name: What its tracebacks call it.
        entry_point: The function to call.
        limits: What it may use.
        seed: Seeds randomness in the worker.
        host: Forks the worker, and has no other.
        core: The core that it stays on.

    Raises:
        WorkerStartError: No worker can be started on this machine.
    """

    def __init__(
        self, source: bytes, file_name: str, entry_point: str, limits: Limits, seed: int, host: Host, core: int
    ) -> None:
        self._limits = limits
        self._worker = Worker(host, limits, OutputBuffer(limits.output_bytes))
        self._worker.send(messages.HELLO)
        self._program = source, file_name, entry_point, seed
        self._core = core
        self._is_loaded = False
        self._failure: Failure | None = None
        self._import_seconds = 0.0
        self._deadline = 0.0
        self._idle_at = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._worker.kill()

    def load(self) -> Failure | None:
        """Have the program imported, if it is not yet; a failure if it cannot be, or has failed since."""
        if not self._is_loaded:
            self._is_loaded = True
            hello = self._worker.receive(math.inf, _START_SECONDS)
            self._worker.keep_on(self._core)
            before = self._worker.cpu_seconds  # after the start, before anything of the program
            self._worker.send(messages.LOAD, self._program)
            reply = self._worker.receive(self._limits.import_seconds, self._limits.wall_seconds_per_call)
            self._failure = hello if isinstance(hello, Failure) else interpret_load(reply)
            self._idle_at = self._worker.cpu_seconds
            self._import_seconds = self._idle_at - before
        return self._failure

    def run(self, arguments: bytes) -> Lap | Failure:
        """Call the program once.

        Args:
            arguments: Positional ones, encoded.
        """
        failure = self.load()
        if failure is not None:
            return failure
        idle_bytes, _ = self._worker.memory_bytes()
        began = time.monotonic()
        self._deadline = began + self._limits.wall_seconds_per_call
        held = self._ask(messages.HOLD, arguments)
        if isinstance(held, Failure):
            return held
        held_at = self._worker.cpu_seconds
        reply = self._ask(messages.CALL, _NONE, messages.HELD)
        if isinstance(reply, Failure):
            return reply
        idle = self._ask(messages.HELLO, _NONE)
        answer = idle if isinstance(idle, Failure) else _read_answer(reply)
        if isinstance(answer, Failure):
            self._failure = answer
            return answer
        before, self._idle_at = self._idle_at, self._worker.cpu_seconds
        _, peak_bytes = self._worker.memory_bytes()
        return Lap(
            answer,
            self._import_seconds,
            held_at - before,
            self._idle_at - held_at,
            time.monotonic() - began,
            idle_bytes,
            peak_bytes,
        )

    def stop(self) -> contextlib.AbstractContextManager[None]:
        """Have the worker stand still, with all its threads, while another is measured."""
        return self._worker.stopped()

    def _ask(self, tag: int, body: bytes, flags: int = 0) -> Reply | Failure:
        self._worker.send_encoded(tag, body, flags=flags)
        reply = self._worker.receive(self._limits.cpu_seconds_per_call, max(self._deadline - time.monotonic(), 0.0))
        if isinstance(reply, Failure):
            self._failure = reply
        return reply


def _read_answer(reply: Reply) -> Returned | Raised | Failure:
    if reply.tag == messages.RETURNED:
        return Returned(reply.body)
    raised = read_raised(reply.body) if reply.tag == messages.RAISED else None
    if raised is not None:
        return raised
    return Failure(Verdict.OUTPUT_LIMIT_EXCEEDED, Cause.RETURNED_SIZE, "it returned too much")
