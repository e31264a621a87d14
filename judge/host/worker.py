"""One live worker process: send it a message, wait for the answer within limits, end it.

Every byte that comes back is the submission's. It is read without blocking, bounded before it is kept, and checked against
the one reply that is due: its tag, its shape, its id. Time and memory are the kernel's figures. Whatever goes wrong is a
`Failure` and the end of this worker, never an exception here and never a wait without end.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import select
import shutil
import signal
import time
from typing import Any, Final

from judge.host.output import OutputBuffer
from judge.host.replies import Failure
from judge.measure import process as measure
from judge.model import Cause, Limits, Verdict
from judge.sandbox.rlimits import limit_resources
from judge.sandbox.spawn import spawn_worker
from judge.wire import codec, messages

_READ_BYTES: Final = 1 << 20
_POLL_MILLISECONDS: Final = (1, 1, 2, 4, 8)
_DEATH_SECONDS: Final = 0.5
"""How long the kernel may take from closing a dying process's pipes to reporting its end."""

_REPLY_ALLOWANCE: Final = 64 << 10
"""Bytes of a reply that are not the returned value: tag, id, an exception's texts."""


class Worker:
    """A worker process that has been started and not yet been ended.

    Args:
        limits: The submission's limits.
        seed: Seeds string hashing in the worker.
        output: Where the worker's output goes.

    Attributes:
        failure: Why the worker is of no more use; None while it lives.
        peak_memory_bytes: The most resident memory seen so far.

    Raises:
        WorkerStartError: The process cannot be started.
    """

    def __init__(self, limits: Limits, seed: int, output: OutputBuffer) -> None:
        self._limits = limits
        self._output = output
        self._reply_limit = limits.returned_bytes + _REPLY_ALLOWANCE
        output.begin_worker()
        spawned = spawn_worker(seed, limits.returned_bytes)
        self._process = spawned.process
        self._folder = spawned.folder
        self._commands = spawned.commands
        self._replies = spawned.replies
        self._streams = {spawned.stdout: "stdout", spawned.stderr: "stderr"}
        self._pid = self._process.pid
        self._pidfd = os.pidfd_open(self._pid)
        self._statm = os.open(f"/proc/{self._pid}/statm", os.O_RDONLY | os.O_CLOEXEC)
        self._clock = measure.cpu_clock(self._pid)
        self._cpu_seconds = 0.0
        self._unsent = memoryview(b"")
        self._received = bytearray()
        self._replies_closed = False
        self._awaited = 0
        self.failure: Failure | None = None
        self.peak_memory_bytes = 0
        self._poller = select.poll()
        for descriptor in (self._replies, *self._streams, self._pidfd):
            self._poller.register(descriptor, select.POLLIN)
        limit_resources(self._pid, limits)

    @property
    def cpu_seconds(self) -> float:
        """CPU time of the process so far; after its end, of its whole life."""
        now = measure.read_cpu_seconds(self._clock) if self._process.returncode is None else None
        self._cpu_seconds = max(self._cpu_seconds, now or 0.0)
        return self._cpu_seconds

    def send(self, tag: str, *content: object) -> bytes:
        """Send a request and return its id; what does not fit the pipe now is sent while waiting for the reply."""
        call_id = secrets.token_bytes(messages.ID_BYTES)
        if self.failure is None:
            if not self._awaited:
                self._refuse_stray_reply()
        if self.failure is None:
            request = messages.frame(codec.encode((tag, call_id, *content)))
            self._unsent = memoryview(bytes(self._unsent) + request) if self._unsent else memoryview(request)
            self._write()
        self._awaited += 1
        return call_id

    def receive(self, call_id: bytes, cpu_seconds: float, wall_seconds: float) -> tuple[Any, ...] | Failure:
        """Wait for the reply to a request.

        Args:
            call_id: The id that `send` returned; replies come in the order of the requests.
            cpu_seconds: CPU time the worker may use until the reply is complete.
            wall_seconds: Elapsed time it may take.

        Returns:
            The reply's tuple, checked for its tag, length and id, or why there is none.
        """
        self._awaited -= 1
        started_cpu = self.cpu_seconds
        started = time.monotonic()
        waits = iter(_POLL_MILLISECONDS)
        wait = 0
        payload = None
        while self.failure is None:
            payload = self._take_frame()
            used = self.cpu_seconds - started_cpu
            if used > cpu_seconds:
                self._end_for_time(Cause.CPU_TIME, used, cpu_seconds, "of CPU time")
            if payload is not None or self.failure is not None:
                break
            elapsed = time.monotonic() - started
            if elapsed > wall_seconds:
                self._end_for_time(Cause.WALL_TIME, elapsed, wall_seconds, "of elapsed time")
                break
            if not self._memory_fits(measure.read_resident_bytes(self._statm)):
                break
            died = self._poll(wait)
            wait = next(waits, _POLL_MILLISECONDS[-1])
            if self._output.exceeded:
                limit = self._limits.output_bytes
                self._end(Verdict.OUTPUT_LIMIT_EXCEEDED, Cause.OUTPUT, f"it printed more than {limit:,} bytes")
            elif died or self._replies_closed:
                payload = self._take_frame()
                if payload is None and self.failure is None:
                    self._end_for_death()
        if self.failure is not None or payload is None:
            return self.failure or Failure(Verdict.JUDGE_ERROR, Cause.INTERNAL, "no reply and no failure")
        if not self._awaited and self._received:
            return self._end_for_protocol(f"{len(self._received):,} bytes after its reply")
        return self._check_reply(payload, call_id)

    def settle(self) -> Failure | None:
        """Look at the idle worker between two properties: a reply that nobody asked for is a failure, so is too much memory."""
        if self.failure is None and not self._awaited:
            self._refuse_stray_reply()
        if self.failure is None:
            self._memory_fits(measure.read_peak_resident_bytes(self._pid))
        return self.failure

    def kill(self) -> None:
        """End the process and its whole group, take its last figures, remove its folder. Can be called again."""
        if self._process.returncode is not None:
            return
        self.peak_memory_bytes = max(self.peak_memory_bytes, measure.read_peak_resident_bytes(self._pid))
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._pid, signal.SIGKILL)
        self._reap()
        for descriptor in (self._commands, self._replies, *self._streams, self._pidfd, self._statm):
            os.close(descriptor)
        shutil.rmtree(self._folder, ignore_errors=True)

    def _reap(self) -> None:
        _, status, usage = os.wait4(self._pid, 0)
        self._process.returncode = os.waitstatus_to_exitcode(status)
        self._cpu_seconds = max(self._cpu_seconds, usage.ru_utime + usage.ru_stime)

    def _end(self, verdict: Verdict, cause: Cause, message: str) -> Failure:
        failure = self.failure = Failure(verdict, cause, message)
        self._drain_output()
        self.kill()
        return failure

    def _end_for_time(self, cause: Cause, used: float, limit: float, what: str) -> None:
        self._end(Verdict.TIME_LIMIT_EXCEEDED, cause, f"it used {used:.2f} s {what}; the limit is {limit:.2f} s")

    def _end_for_protocol(self, what: str) -> Failure:
        return self._end(Verdict.RUNTIME_ERROR, Cause.PROTOCOL_VIOLATION, f"its process broke the protocol: {what}")

    def _end_for_death(self) -> None:
        """The reply pipe is closed or the process gone: say how it ended, if it has."""
        ended, _, _ = select.select([self._pidfd], [], [], _DEATH_SECONDS)
        if not ended:
            self._end_for_protocol("it closed the pipe for its replies")
            return
        self._drain_output()
        self.kill()
        status = self._process.returncode
        if status >= 0:
            self.failure = Failure(Verdict.RUNTIME_ERROR, Cause.EXIT, f"its process exited with status {status}")
        elif -status in {signal.SIGXCPU}:
            limit = self._limits.cpu_seconds
            self.failure = Failure(
                Verdict.TIME_LIMIT_EXCEEDED, Cause.CPU_TIME, f"it used more than {limit:.2f} s of CPU time in all"
            )
        else:
            name = signal.Signals(-status).name if -status in set(signal.Signals) else f"signal {-status}"
            self.failure = Failure(Verdict.RUNTIME_ERROR, Cause.SIGNAL, f"its process was ended by {name}")

    def _memory_fits(self, resident: int) -> bool:
        self.peak_memory_bytes = max(self.peak_memory_bytes, resident)
        limit = self._limits.memory_bytes
        if resident > limit:
            what = f"it used {resident / 1e6:,.0f} MB of memory; the limit is {limit / 1e6:,.0f} MB"
            self._end(Verdict.MEMORY_LIMIT_EXCEEDED, Cause.MEMORY, what)
        return resident <= limit

    def _poll(self, milliseconds: int) -> bool:
        """Wait for something to happen, and move whatever bytes can be moved; True if the process has ended."""
        died = False
        for descriptor, events in self._poller.poll(milliseconds):
            if descriptor == self._replies:
                self._read_replies()
            elif descriptor in self._streams:
                self._read_output(descriptor)
            elif descriptor == self._commands:
                self._write()
            elif events:
                died = True
        if died:
            # What it wrote before it ended may have come after its pipe was looked at.
            self._read_replies()
        return died

    def _write(self) -> None:
        try:
            while self._unsent:
                self._unsent = self._unsent[os.write(self._commands, self._unsent) :]
            self._unregister(self._commands)
        except BlockingIOError:
            self._poller.register(self._commands, select.POLLOUT)
        except BrokenPipeError:
            # Nobody will read the request: the worker has closed its end or is dead, which the wait for the reply finds out.
            self._unsent = memoryview(b"")
            self._unregister(self._commands)

    def _read_replies(self) -> None:
        with contextlib.suppress(BlockingIOError):
            while True:
                chunk = os.read(self._replies, _READ_BYTES)
                if not chunk:
                    self._replies_closed = True
                    self._unregister(self._replies)
                    return
                self._received += chunk
                if len(self._received) > self._reply_limit:
                    return

    def _read_output(self, descriptor: int) -> None:
        with contextlib.suppress(BlockingIOError):
            chunk = os.read(descriptor, _READ_BYTES)
            if chunk:
                self._output.feed(self._streams[descriptor], chunk)
            else:
                self._unregister(descriptor)

    def _drain_output(self) -> None:
        for descriptor in self._streams:
            self._read_output(descriptor)

    def _unregister(self, descriptor: int) -> None:
        with contextlib.suppress(KeyError):
            self._poller.unregister(descriptor)

    def _take_frame(self) -> bytes | None:
        """The next whole frame's payload, if it has arrived."""
        if len(self._received) < messages.HEADER_BYTES:
            return None
        size = int.from_bytes(self._received[: messages.HEADER_BYTES], "little")
        if size > self._reply_limit:
            limit = self._limits.returned_bytes
            what = f"it returned {size:,} bytes; the limit is {limit:,} bytes"
            self._end(Verdict.OUTPUT_LIMIT_EXCEEDED, Cause.RETURNED_SIZE, what)
            return None
        end = messages.HEADER_BYTES + size
        if len(self._received) < end:
            return None
        payload = bytes(memoryview(self._received)[messages.HEADER_BYTES : end])
        self._received = self._received[end:]
        return payload

    def _refuse_stray_reply(self) -> None:
        """A worker that answers before it is asked is of no more use."""
        self._poll(0)
        if self._received:
            self._end_for_protocol(f"{len(self._received):,} bytes that nobody asked for")

    def _check_reply(self, payload: bytes, call_id: bytes) -> tuple[Any, ...] | Failure:
        try:
            reply = codec.decode(payload)
        except codec.MalformedValueError as error:
            return self._end_for_protocol(str(error))
        if type(reply) is not tuple or len(reply) < 2 or messages.REPLY_LENGTHS.get(_text(reply[0])) != len(reply):  # noqa: PLR2004
            return self._end_for_protocol("a message that is not in the table")
        if type(reply[1]) is not bytes or not secrets.compare_digest(reply[1], call_id):
            return self._end_for_protocol("an answer to another call")
        return reply


def _text(value: object) -> str:
    return value if type(value) is str else ""
