"""One live worker process: send it a message, wait for the answer within limits, end it.

Every byte that comes back is the submission's. It is read without blocking, bounded before it is kept, and checked against
the one reply that is due: its tag, its id, its size. Time and memory are the kernel's figures. Whatever goes wrong is a
`Failure` and the end of this worker, never an exception here and never a wait without end.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import select
import signal
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from judge.errors import WorkerStartError
from judge.host.host import Forked, Host
from judge.host.output import OutputBuffer
from judge.host.replies import Failure
from judge.measure import process as measure
from judge.model import Cause, Limits, Verdict
from judge.sandbox.spawn import open_pipes
from judge.wire import codec, messages

_READ_BYTES: Final = 64 << 10
"""More at once would be slower: the buffer for it would come from the kernel anew each time."""

_OUTPUT_BYTES: Final = 1 << 20
"""As much as a pipe may hold, so that one look at an idle worker's output finds all of it."""

_POLL_MILLISECONDS: Final = (1, 1, 2, 4, 8)
_DEATH_MILLISECONDS: Final = 500
"""How long the kernel may take from closing a dying process's pipes to reporting its end."""

_MEMORY_SECONDS: Final = 0.01
_TENTH: Final = 0.1
_SMALL_REPLY_BYTES: Final = 64 << 10
"""A reply of this size is always read: an exception's texts may be longer than the returned value may be."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer with the right id: its tag, its body as decoded, and the CPU time of this process that reading it took."""

    tag: int
    body: Any
    read_cpu_seconds: float


class Worker:
    """A worker process that has been started and not yet been ended.

    Args:
        host: The process that forks it. It may be still at that when this returns.
        limits: The submission's limits.
        output: Where the worker's output goes.

    Attributes:
        failure: Why the worker is of no more use; None while it lives.
        peak_memory_bytes: The most resident memory seen so far.
        waited_cpu_seconds: CPU time that it used until its last reply was complete, or until it was ended instead.

    Raises:
        WorkerStartError: The process cannot be started.
    """

    def __init__(self, host: Host, limits: Limits, output: OutputBuffer) -> None:
        self._host = host
        self._limits = limits
        self._output = output
        self._reply_limit = max(limits.returned_bytes, _SMALL_REPLY_BYTES)
        output.begin_worker()
        pipes = open_pipes()
        self._commands = pipes.commands
        self._replies = pipes.replies
        self._streams = {pipes.stdout: "stdout", pipes.stderr: "stderr"}
        self._descriptors = [pipes.commands, pipes.replies, *self._streams]
        self._forked: Forked | None = None
        self._status: int | None = None
        self._cpu_seconds = 0.0
        self._cpu_seconds_at_request = 0.0
        self._unsent = memoryview(b"")
        self._write_blocked = False
        self._received = bytearray()
        self._replies_closed = False
        self._memory_due = 0.0
        self._awaited: deque[tuple[int, bytes]] = deque()
        self.failure: Failure | None = None
        self.peak_memory_bytes = 0
        self.waited_cpu_seconds = 0.0
        self._poller = select.poll()
        for descriptor in (self._replies, *self._streams):
            self._poller.register(descriptor, select.POLLIN)
        try:
            host.request_fork(pipes)
        except WorkerStartError:
            self._close_descriptors()
            raise
        finally:
            pipes.close_theirs()

    def _attach(self) -> Forked:
        """Wait for the worker to exist, and begin to watch it."""
        if self._forked is None:
            forked = self._forked = self._host.await_fork()
            self._descriptors.append(forked.pidfd)
            self._poller.register(forked.pidfd, select.POLLIN)
            self._clock = measure.cpu_clock(forked.pid)
            try:
                self._statm = os.open(f"/proc/{forked.pid}/statm", os.O_RDONLY | os.O_CLOEXEC)
            except OSError as error:
                raise WorkerStartError(f"the worker process cannot be watched: {error}") from error
            self._descriptors.append(self._statm)
        return self._forked

    @property
    def cpu_seconds(self) -> float:
        """CPU time of the process so far; after its end, of its whole life."""
        now = measure.read_cpu_seconds(self._clock) if self._forked and self._status is None else None
        self._cpu_seconds = max(self._cpu_seconds, now or 0.0)
        return self._cpu_seconds

    def memory_bytes(self) -> tuple[int, int]:
        """Resident memory now, and the most so far; 0 once the process is gone."""
        pid = self._attach().pid
        return measure.read_resident_bytes(self._statm, pid), measure.read_peak_resident_bytes(pid)

    def keep_on(self, core: int) -> None:
        """Have the process run on one core only, if the system allows that; its sandbox keeps it from changing it."""
        with contextlib.suppress(OSError):
            os.sched_setaffinity(self._attach().pid, {core})

    def send(self, tag: int, content: object = None, *, flags: int = 0, count: int = 0) -> None:
        """Send a request; what does not fit the pipe now is sent while waiting for the reply."""
        self.send_encoded(tag, codec.encode(content), flags=flags, count=count)

    def send_encoded(self, tag: int, body: bytes, *, flags: int = 0, count: int = 0) -> None:
        """Send a request whose content is encoded already."""
        call_id = secrets.token_bytes(messages.ID_BYTES)
        if not self._awaited:
            self.failure = self.failure or self._refuse_stray_reply()
            self._cpu_seconds_at_request = self.cpu_seconds  # before the worker can begin
        if self.failure is None:
            request = messages.pack(tag, call_id, body, flags=flags, count=count)
            self._unsent = memoryview(bytes(self._unsent) + request) if self._unsent else memoryview(request)
            self._write()
        self._awaited.append((tag, call_id))

    def receive(
        self,
        cpu_seconds: float,
        wall_seconds: float,
        *,
        since_start: bool = False,
        renew: Callable[[], float] | None = None,
    ) -> Reply | Failure:
        """Wait for the reply to the oldest request that has none yet.

        Args:
            cpu_seconds: CPU time the worker may use until the reply is complete.
            wall_seconds: Elapsed time it may take.
            since_start: Count CPU time from the start of the process, not from the request.
            renew: Asked for a better `cpu_seconds` where that is not enough, while the worker stands still.

        Returns:
            The reply, whose tag is one that answers the request, or why there is none.
        """
        tag, call_id = self._awaited.popleft()
        self.waited_cpu_seconds = 0.0
        if self.failure is not None:
            return self.failure
        self._attach()
        started = time.monotonic()
        started_cpu = 0.0 if since_start else self._cpu_seconds_at_request
        message = self._await_message(started_cpu, cpu_seconds, started, wall_seconds, renew)
        if isinstance(message, Failure):
            return message
        if not self._awaited:
            failure = self._check_quiet() or self._check_memory_now_and_then(started)
            if failure is not None:
                return failure
        return self._open(message, tag, call_id)

    def _await_message(
        self,
        started_cpu: float,
        cpu_seconds: float,
        started: float,
        wall_seconds: float,
        renew: Callable[[], float] | None,
    ) -> bytes | Failure:
        waits = iter(_POLL_MILLISECONDS)
        wait = 0 if self._received else next(waits)
        while True:
            died = self._poll(wait)
            # A reply that has come counts before what the worker did next: the next request may be under way already.
            message = self._take_message()
            used = self.waited_cpu_seconds = self.cpu_seconds - started_cpu
            if isinstance(message, Failure):
                return message
            if used > cpu_seconds and renew is not None:
                before = time.monotonic()
                with self.in_its_place():
                    cpu_seconds, renew = renew(), None
                started += time.monotonic() - before
            if used > cpu_seconds:
                self.failure = too_much_cpu_time(used, cpu_seconds)
                self.kill()
                return self.failure
            if message is not None:
                return message
            failure = self._find_breach(started, wall_seconds, died=died)
            if failure is not None:
                return failure
            wait = next(waits, _POLL_MILLISECONDS[-1])

    @contextlib.contextmanager
    def stopped(self) -> Iterator[None]:
        """Have the process stand still, if it lives, so that it takes no memory bandwidth from what is measured meanwhile."""
        if self._status is not None:
            yield
            return
        pidfd = self._attach().pidfd
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(pidfd, signal.SIGSTOP)
        try:
            yield
        finally:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(pidfd, signal.SIGCONT)

    @contextlib.contextmanager
    def in_its_place(self) -> Iterator[None]:
        """Have the process stand still and this thread run on its core: what else uses a core makes it up to half as fast."""
        with self.stopped():
            core = measure.read_core(self._attach().pid)
            if core is None:
                yield
                return
            cores = os.sched_getaffinity(0)
            with contextlib.suppress(OSError):  # the system may have taken the core away
                os.sched_setaffinity(0, {core})
            try:
                yield
            finally:
                with contextlib.suppress(OSError):
                    os.sched_setaffinity(0, cores)

    def _find_breach(self, started: float, wall_seconds: float, *, died: bool) -> Failure | None:
        """Why a worker that has not answered yet never will, or must not."""
        if self._output.exceeded:
            return self._end_for_output()
        if died or self._replies_closed:
            return self._end_for_death()
        elapsed = time.monotonic() - started
        if elapsed > wall_seconds:
            what = f"it used {elapsed:.2f} s of elapsed time; the limit is {wall_seconds:.2f} s"
            return self._end(Verdict.TIME_LIMIT_EXCEEDED, Cause.WALL_TIME, what)
        return self._check_memory(measure.read_resident_bytes(self._statm, self._attach().pid))

    def settle(self) -> Failure | None:
        """Look at the idle worker between two properties.

        Returns:
            A failure if it sent a reply that nobody asked for, printed too much, or used too much memory at any time.
        """
        failure = self.failure or self._refuse_stray_reply()
        if failure is None and self._output.exceeded:
            failure = self._end_for_output()
        return failure or self._check_memory(measure.read_peak_resident_bytes(self._attach().pid))

    def kill(self) -> None:
        """End the process and its whole group, take its last figures. Can be called again."""
        if self._status is not None:
            return
        self._status = -signal.SIGKILL
        try:
            worker = self._attach()
            self.peak_memory_bytes = max(self.peak_memory_bytes, measure.read_peak_resident_bytes(worker.pid))
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(worker.pid, signal.SIGKILL)
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(worker.pidfd, signal.SIGKILL)
            self._status, cpu_seconds = self._host.reap(worker)
            self._cpu_seconds = max(self._cpu_seconds, cpu_seconds)
            self._drain_output()
        finally:
            self._close_descriptors()

    def _close_descriptors(self) -> None:
        for descriptor in self._descriptors:
            os.close(descriptor)

    def _end(self, verdict: Verdict, cause: Cause, message: str) -> Failure:
        failure = self.failure = Failure(verdict, cause, message)
        self.kill()
        return failure

    def _end_for_protocol(self, what: str) -> Failure:
        return self._end(Verdict.RUNTIME_ERROR, Cause.PROTOCOL_VIOLATION, f"its process broke the protocol: {what}")

    def _end_for_output(self) -> Failure:
        what = f"it printed more than {self._limits.output_bytes:,} bytes"
        return self._end(Verdict.OUTPUT_LIMIT_EXCEEDED, Cause.OUTPUT, what)

    def _end_for_death(self) -> Failure:
        """The reply pipe is closed or the process gone: say how it ended, if it has."""
        death = select.poll()
        death.register(self._attach().pidfd, select.POLLIN)
        if not death.poll(_DEATH_MILLISECONDS):
            return self._end_for_protocol("it closed the pipe for its replies")
        self.kill()
        status = self._status or 0
        if status >= 0:
            return self._end(Verdict.RUNTIME_ERROR, Cause.EXIT, f"its process exited with status {status}")
        limit = self._limits.cpu_seconds
        # The kernel's own limit ends it by SIGXCPU, or by SIGKILL where that is ignored.
        if -status in {signal.SIGXCPU, signal.SIGKILL} and self._cpu_seconds > limit:
            what = f"it used more than {limit:.2f} s of CPU time in all"
            return self._end(Verdict.TIME_LIMIT_EXCEEDED, Cause.CPU_TIME, what)
        name = signal.Signals(-status).name if -status in set(signal.Signals) else f"signal {-status}"
        return self._end(Verdict.RUNTIME_ERROR, Cause.SIGNAL, f"its process was ended by {name}")

    def _check_memory(self, resident: int) -> Failure | None:
        self.peak_memory_bytes = max(self.peak_memory_bytes, resident)
        limit = self._limits.memory_bytes
        if resident <= limit:
            return None
        what = f"it used {resident / 1e6:,.0f} MB of memory; the limit is {limit / 1e6:,.0f} MB"
        return self._end(Verdict.MEMORY_LIMIT_EXCEEDED, Cause.MEMORY, what)

    def _check_memory_now_and_then(self, now: float) -> Failure | None:
        """Many short calls may grow as much as a long one, but reading the figure takes a good part of a short call."""
        if now < self._memory_due:
            return None
        self._memory_due = now + _MEMORY_SECONDS
        return self._check_memory(measure.read_resident_bytes(self._statm, self._attach().pid))

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
        except BlockingIOError:
            self._poller.register(self._commands, select.POLLOUT)
            self._write_blocked = True
            return
        except BrokenPipeError:
            # Nobody will read the request: the worker has closed its end or is dead, which the wait for the reply finds out.
            self._unsent = memoryview(b"")
        if self._write_blocked:
            self._write_blocked = False
            self._unregister(self._commands)

    def _read_replies(self) -> None:
        with contextlib.suppress(BlockingIOError):
            while len(self._received) <= self._reply_limit + messages.HEADER_BYTES:
                chunk = os.read(self._replies, _READ_BYTES)
                if not chunk:
                    self._replies_closed = True
                    self._unregister(self._replies)
                    return
                self._received += chunk
                if len(chunk) < _READ_BYTES:
                    return

    def _read_output(self, descriptor: int) -> None:
        with contextlib.suppress(BlockingIOError):
            chunk = os.read(descriptor, _OUTPUT_BYTES)
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

    def _take_message(self) -> bytes | Failure | None:
        """The next whole message, if it has arrived; a failure if it is going to be too long."""
        if len(self._received) < messages.HEADER_BYTES:
            return None
        size, *_ = messages.HEADER.unpack_from(self._received)
        if size > self._reply_limit:
            what = f"it returned {size:,} bytes; the limit is {self._limits.returned_bytes:,} bytes"
            return self._end(Verdict.OUTPUT_LIMIT_EXCEEDED, Cause.RETURNED_SIZE, what)
        end = messages.HEADER_BYTES + size
        if len(self._received) < end:
            return None
        message = bytes(memoryview(self._received)[:end])
        self._received = self._received[end:]
        return message

    def _check_quiet(self) -> Failure | None:
        """A worker that has answered its last request has read all of it, and has nothing more to say."""
        if self._received:
            return self._end_for_protocol(f"{len(self._received):,} bytes after its reply")
        if self._unsent:
            return self._end_for_protocol("a reply to a request that it has not read")
        return self._end_for_output() if self._output.exceeded else None

    def _refuse_stray_reply(self) -> Failure | None:
        """A worker that answers before it is asked is of no more use."""
        self._poll(0)
        return (
            self._end_for_protocol(f"{len(self._received):,} bytes that nobody asked for") if self._received else None
        )

    def _open(self, message: bytes, request: int, call_id: bytes) -> Reply | Failure:
        _, tag, flags, count, its_id = messages.HEADER.unpack_from(message)
        if tag not in messages.REPLIES[request] or flags or count:
            return self._end_for_protocol("a message that is not in the table")
        if not secrets.compare_digest(its_id, call_id):
            return self._end_for_protocol("an answer to another call")
        began = time.thread_time()
        try:
            body = codec.decode(message[messages.HEADER_BYTES :])
        except codec.MalformedValueError as error:
            return self._end_for_protocol(str(error))
        return Reply(tag, body, time.thread_time() - began)


def too_much_cpu_time(used: float, limit: float, more: str = "") -> Failure:
    """A call used more than it may, both in seconds; what it used has as many digits as it takes to see that."""
    shown = f"{limit:.{2 if limit >= _TENTH else 3}f}"
    took = next((text for digits in (2, 3, 4) if float(text := f"{used:.{digits}f}") > float(shown)), f"{used:.5f}")
    what = f"it used {took} s of CPU time; the limit is {shown} s{more}"
    return Failure(Verdict.TIME_LIMIT_EXCEEDED, Cause.CPU_TIME, what)
