"""A submission, ready to be called: keeps a live worker for it and starts a fresh one after each death.

Adds up what all its workers used, holds the bounds that count for the submission as a whole, and turns the worker's replies
into observations: `Returned`, `Raised` or `Failure`.
"""

from __future__ import annotations

import contextlib
import math
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Self

from judge.errors import WorkerStartError
from judge.host.foresight import ForeseenCalls, is_same, read_answers
from judge.host.history import History
from judge.host.host import Host, wants_numpy
from judge.host.loading import interpret_load
from judge.host.output import OutputBuffer
from judge.host.replies import Failure, Raised, Returned, bounded, read_raised
from judge.host.worker import Reply, Worker, too_much_cpu_time
from judge.model import CLOSE_TO_LIMIT, Cause, Limits, Output, Runtime, Verdict
from judge.wire import codec, messages

_START_SECONDS: Final = 60.0
"""How long the interpreter itself may take to start on a very busy machine before it is the judge's fault."""

_WALL_PER_CPU_SECOND: Final = 3
"""Elapsed time over CPU time that importing, and all calls together, may take: sleeping costs the judge time too."""

_CLOSE_RUNS: Final = 3
_RERUN_PATIENCE: Final = 2
"""How much longer than the first run another one may take: it may be the one that is disturbed."""

_HARD_STOP: Final = 1.25
"""A call that used so many times its limit is not waited for any longer."""

_INTEGRITY_LIMIT: Final = 100
_AHEAD_SECONDS: Final = 0.05
_AHEAD_TIMES_REFERENCE: Final = 4
"""CPU time for calls made ahead, at least and over the reference's; what takes longer is asked one by one."""

_GO_BACK_SECONDS: Final = 1.0
"""A submission that takes longer than this to be brought back to an earlier state is asked nothing ahead any more, and has no
call made again."""


@dataclass(frozen=True, slots=True)
class _Run:
    """One way a call went: its reply, the CPU seconds it used, and the limit as it was measured beside it."""

    reply: Reply | Failure
    used: float
    limit: float

    @property
    def share(self) -> float:
        """CPU time over the limit."""
        return self.used / self.limit


def _is_same_reply(one: Reply | Failure, other: Reply | Failure) -> bool:
    if isinstance(one, Failure) or isinstance(other, Failure):
        return False
    return one.tag == other.tag and is_same(one.body, other.body)


class _Renewal:
    """Asks for a better limit, once, and takes the time for that.

    Args:
        renew: Gives the limit in seconds.
        most: What it may be at most.

    Attributes:
        most: Likewise.
        seconds: How long that took.
    """

    def __init__(self, renew: Callable[[], float], most: float) -> None:
        self._renew = renew
        self.most = most
        self._limit: float | None = None
        self.seconds = 0.0

    def __call__(self) -> float:
        if self._limit is None:
            began = time.monotonic()
            self._limit = min(self._renew(), self.most)
            self.seconds = time.monotonic() - began
        return self._limit


class Candidate:
    """One submission under judgement; a context manager that ends its worker.

    Starting it is asynchronous: the worker imports the submission while the judge goes on, until the first call.

    Args:
        source: The submission's bytes.
        file_name: What tracebacks call the submission.
        entry_point: The function to call.
        limits: What it may use.
        seed: Seeds `random`, `numpy.random` and string hashing in the worker.
        host: Forks the workers, and was started with the same seed and limits; one of its own if none is given.
        secret: Folders and files that a host of its own keeps out of the workers' sight.

    Attributes:
        unloadable: Why the submission cannot be loaded, once that is known.
        integrity: Suspicious acts, each a short text, in the order seen.
        time_limit_share: CPU time over its limit of the call that came nearest to it; may be set back to 0.
        last_call_cpu_seconds: CPU time of the last call, if it was not made ahead.

    Raises:
        WorkerStartError: No worker can be started on this machine.
    """

    def __init__(
        self,
        source: bytes,
        file_name: str,
        entry_point: str,
        limits: Limits,
        seed: int,
        host: Host | None = None,
        *,
        secret: Iterable[Path] = (),
    ) -> None:
        self._program = source, file_name, entry_point, seed
        self._host = host or Host(seed, limits, secret, numpy=wants_numpy(source))
        self._owns_host = host is None
        self._limits = limits
        self._output = OutputBuffer(limits.output_bytes)
        self._worker: Worker | None = None
        self._loading = False
        self._ended_cpu_seconds = 0.0
        self._reading_cpu_seconds = 0.0
        self._waited_seconds = 0.0
        self._peak_memory_bytes = 0
        self._started = time.monotonic()
        self.unloadable: Failure | None = None
        self.integrity: list[str] = []
        self.time_limit_share = 0.0
        self.last_call_cpu_seconds = 0.0
        self._foreseen: list[tuple[tuple[object, ...], int, Returned | Raised]] = []
        self._taken = 0
        self._is_ahead = False
        self._prints_ahead = False
        self._foresees = True
        self._repeats = True
        self._ahead_cpu_seconds = 0.0
        self._history: History | None = None
        if len(source) > limits.source_bytes:
            what = f"the source has {len(source):,} bytes; the limit is {limits.source_bytes:,} bytes"
            self.unloadable = Failure(Verdict.INVALID_SUBMISSION, Cause.SOURCE_SIZE, what)
        else:
            with contextlib.ExitStack() as on_failure:
                on_failure.callback(self.close)
                self._start()
                on_failure.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """End the worker; the figures and the output stay."""
        try:
            with contextlib.suppress(WorkerStartError):  # the host is gone, and with it every worker
                self._retire()
        finally:
            if self._owns_host:
                self._host.close()

    @property
    def cpu_seconds(self) -> float:
        """CPU time of all workers so far."""
        return self._ended_cpu_seconds + (self._worker.cpu_seconds if self._worker else 0.0)

    def load(self) -> Failure | None:
        """Have a live worker that has imported the submission; a submission that fails at import is not tried again."""
        if self.unloadable is None and self._worker is None:
            exhausted = self._find_exhausted(self._cpu_seconds_left())
            if exhausted is not None:
                return exhausted
            self._start()
        if self._worker is not None and self._loading:
            self.unloadable = self._await_load(self._worker)
            if self.unloadable is not None:
                self._retire(self.unloadable)
        return self.unloadable

    def _be_ready(self) -> Failure | None:
        """Have a live worker for a submission that may go on."""
        failure = self.load()
        if failure is None:
            failure = self._find_exhausted(self._cpu_seconds_left())
            if failure is not None:
                self._retire(failure)
        return failure

    def call(
        self,
        args: tuple[object, ...],
        kwargs: dict[str, object],
        *,
        count: int = 0,
        keep_arguments: bool = False,
        cpu_seconds: float | None = None,
        timed: bool = False,
        renew: Callable[[], float] | None = None,
    ) -> Returned | Raised | Failure:
        """Call the entry point.

        Args:
            args: Positional arguments; they are copied, what the function does to them is not seen here.
            kwargs: Keyword arguments.
            count: 0 for one call, n for a sample of n calls, whose value is the list of theirs.
            keep_arguments: Have the positional arguments back as the function left them.
            cpu_seconds: CPU time for this call, in place of the challenge's own limit.
            timed: The call's own time matters, so it must not have been made ahead.
            renew: Asked for a better `cpu_seconds` where the call needs more than half of it. A call that comes near it, from
                either side, is made again in a worker of the same history, and the least disturbed of them counts.
        """
        flags = messages.KEEP if keep_arguments else 0
        if self._taken < len(self._foreseen) and not (kwargs or count or timed):
            expected, expected_flags, answer = self._foreseen[self._taken]
            if flags == expected_flags and is_same(args, expected):
                self._taken += 1
                self._is_ahead = self._taken < len(self._foreseen)
                return answer
        failure = self._go_back() or self._be_ready()
        left = self._cpu_seconds_left()
        if failure is not None or self._worker is None:
            return failure or Failure(Verdict.JUDGE_ERROR, Cause.INTERNAL, "no worker")
        limit = min(self._limits.cpu_seconds_per_call if cpu_seconds is None else cpu_seconds, left)
        wall_left = self._wall_seconds_left()
        wall_limit = min(self._limits.wall_seconds_per_call, wall_left)
        if kwargs:
            flags |= messages.KEYWORDS
        body = codec.encode((args, kwargs) if kwargs else args)
        began = time.monotonic()
        renewal = None if renew is None else _Renewal(renew, left)
        run = self._run(self._worker, (body, flags, count), limit, wall_limit, renewal)
        waited = time.monotonic() - began - (renewal.seconds if renewal else 0.0)
        self._waited_seconds += waited
        if renew is not None and not isinstance(run.reply, Failure):
            run = self._decide(run, (body, flags, count), wall_limit, renew)
        self.last_call_cpu_seconds, limit = run.used, run.limit
        self.time_limit_share = max(self.time_limit_share, run.share)
        observed = self._interpret(run.reply, count, len(args) if keep_arguments else None)
        if self._history is not None:
            self._history.add(body, flags, count, waited)
        if not isinstance(observed, Failure):
            return observed
        self._retire(observed)
        exhausted = None
        if observed.cause is Cause.CPU_TIME and limit == left:
            exhausted = self._find_exhausted(0.0)
        elif observed.cause is Cause.WALL_TIME and wall_limit == wall_left:
            exhausted = self._find_exhausted(math.inf)
        return exhausted or observed

    def _run(
        self,
        worker: Worker,
        request: tuple[bytes, int, int],
        limit: float,
        wall_limit: float,
        renewal: _Renewal | None,
        patience: float = 1.0,
    ) -> _Run:
        """Make a call and wait for its reply; with a renewal it is stopped well beyond its limit only."""
        body, flags, count = request
        worker.send_encoded(messages.CALL, body, flags=flags, count=count)
        try:
            if renewal is None:
                reply = worker.receive(limit, wall_limit)
                return _Run(reply, worker.waited_cpu_seconds, limit)
            hard_stop = min(_HARD_STOP * patience * limit, renewal.most)
            reply = worker.receive(
                hard_stop, wall_limit, renew=lambda: min(_HARD_STOP * patience * renewal(), renewal.most)
            )
            used = worker.waited_cpu_seconds
            if used > limit / 2:
                with worker.in_its_place():
                    limit = renewal()
            if isinstance(reply, Failure) and reply.cause is Cause.CPU_TIME:
                reply = too_much_cpu_time(used, limit)
            return _Run(reply, used, limit)
        except BaseException:
            self._retire()  # the reference failed, or somebody lost patience: nobody waits for the reply any more
            raise

    def _decide(
        self, run: _Run, request: tuple[bytes, int, int], wall_limit: float, renew: Callable[[], float]
    ) -> _Run:
        """Say whether a call kept within its limit; if that is close, after making it again and again.

        The run counts in which the call and the reference beside it took least: it was disturbed least. Only runs that answer
        the same count together, else time and answer would come from different ones.
        """
        runs = [run]
        while self._repeats and CLOSE_TO_LIMIT[0] < runs[-1].share < CLOSE_TO_LIMIT[1] and len(runs) < _CLOSE_RUNS:
            history, left, used = self._history, self._cpu_seconds_left(), self.cpu_seconds
            if history is None or not history.is_whole:
                break
            if self._bring_back(history) is not None or self._worker is None:
                self._ended_cpu_seconds += max(used - self.cpu_seconds, 0.0)  # what it had used was its own doing
                break
            again = self._run(self._worker, request, run.limit, wall_limit, _Renewal(renew, left), _RERUN_PATIENCE)
            if isinstance(again.reply, Failure):
                if again.reply.cause not in {Cause.CPU_TIME, Cause.WALL_TIME}:
                    return again
                self._retire()
                break
            runs = [*runs, again] if _is_same_reply(again.reply, runs[-1].reply) else [again]
        least = min(runs, key=lambda each: each.used * each.limit)
        if least.share <= 1:
            return replace(least, reply=runs[-1].reply)
        self._retire()
        more = f", in the least disturbed of {len(runs)} runs" if len(runs) > 1 else ""
        return replace(least, reply=too_much_cpu_time(least.used, least.limit, more))

    def foresee(self, calls: ForeseenCalls) -> None:
        """Have calls made ahead, which the property that begins now will probably make.

        If it does not make them after all, or if one of them is not answered in order and in time, the worker is replaced by
        one that has had exactly the calls that were made: nothing that is observed depends on what was asked ahead.
        """
        failure = self._go_back() or self.load()
        if failure is not None or self._worker is None or self._history is None:
            return
        if not (self._foresees and self._history.is_whole):
            return
        mark, known = self._output.mark(), calls.calls
        limit = max(_AHEAD_SECONDS, _AHEAD_TIMES_REFERENCE * calls.cpu_seconds)
        limit = min(limit, self._limits.cpu_seconds_per_call, self._cpu_seconds_left())
        self._worker.send_encoded(messages.CALLS, calls.body)
        began = time.monotonic()
        reply = self._worker.receive(limit, min(_WALL_PER_CPU_SECOND * limit, self._wall_seconds_left()))
        waited = time.monotonic() - began
        self._waited_seconds += waited
        self._history.weigh(len(calls.body), waited)
        answers = None
        if not isinstance(reply, Failure) and reply.tag == messages.ANSWERS and self._worker.settle() is None:
            self._reading_cpu_seconds += reply.read_cpu_seconds
            answers = read_answers(reply.body, known)
        self._is_ahead = True
        if answers is None:
            self._foresees = False
            self._go_back()
        else:
            self._foreseen = [(args, flags, answer) for (args, flags), answer in zip(known, answers, strict=True)]
            self._ahead_cpu_seconds = self._worker.waited_cpu_seconds
        self._prints_ahead = self._output.mark() != mark

    def _go_back(self) -> Failure | None:
        """If the worker has had calls that were not made, replace it by one that has not; forget what was foreseen."""
        if self._history is not None:
            for args, flags, _ in self._foreseen[: self._taken]:
                self._history.add(args, flags, 0, 0.0)
        self._forget_foreseen()
        if not self._is_ahead or self._history is None:
            return None
        return self._bring_back(self._history)

    def _bring_back(self, history: History) -> Failure | None:
        """Replace the worker by one that has had the calls of a history, and no others."""
        began, waited = time.monotonic(), self._waited_seconds
        failure = self._begin_again(history)
        if self._worker is not None and not (history.can_be_repeated_at_once and history.repeat_at_once(self._worker)):
            if history.can_be_repeated_at_once:
                self._foresees = False
                failure = self._begin_again(history)
            failure = failure or history.repeat_one_by_one(self._worker)
            if failure is not None:
                self._retire(failure)
        if self._history is not None:
            history.copy_to(self._history)
        self._waited_seconds = waited  # it is none of the submission's doing
        if failure is not None or time.monotonic() - began > _GO_BACK_SECONDS:
            self._foresees = self._repeats = False
        return failure

    def _forget_foreseen(self) -> None:
        self._foreseen = []
        self._taken = 0

    def _begin_again(self, history: History) -> Failure | None:
        """End the worker as if it had never been, what it used is nobody's; load another."""
        worker, self._worker = self._worker, None
        self._is_ahead = False
        if worker is not None:
            worker.kill()
        self._output.restore(history.output)
        self._start()
        return self.load()

    def settle(self, *, is_decided: bool = False) -> Failure | None:
        """Look at the idle worker after a property, and end it after one that does not hold.

        So a property that fails leaves nothing to the next, and what was made ahead of it need not be taken back.

        Args:
            is_decided: The property does not hold anyway.

        Returns:
            A failure if the worker sent what nobody asked for or used too much memory.
        """
        if self._is_ahead and is_decided and not self._prints_ahead:
            not_made = 1 - self._taken / len(self._foreseen)
            self._retire()
            self._ended_cpu_seconds -= not_made * self._ahead_cpu_seconds
            return None
        failure = self._go_back()
        if failure is not None or self._worker is None or self._loading:
            return failure
        failure = self._worker.settle()
        if failure is not None or is_decided:
            self._retire(failure)
        return failure

    def runtime(self) -> Runtime:
        """What all workers used together."""
        return Runtime(self.cpu_seconds, time.monotonic() - self._started, self._peak_memory_bytes)

    def output(self) -> Output:
        """What the submission printed."""
        return self._output.text()

    def _cpu_seconds_left(self) -> float:
        # What reading its answers cost the judge is charged too: an answer that is made to be expensive buys nothing.
        return self._limits.cpu_seconds - self.cpu_seconds - self._reading_cpu_seconds

    def _wall_seconds_left(self) -> float:
        return self._limits.cpu_seconds * _WALL_PER_CPU_SECOND - self._waited_seconds

    def _find_exhausted(self, cpu_seconds_left: float) -> Failure | None:
        """A failure if the submission has used up what all its calls may use together."""
        if cpu_seconds_left <= 0:
            what = (
                f"all its calls used more than the {self._limits.cpu_seconds:.2f} s of CPU time they may use together"
            )
            return Failure(Verdict.TIME_LIMIT_EXCEEDED, Cause.CPU_TIME, what)
        if self._wall_seconds_left() <= 0:
            seconds = self._limits.cpu_seconds * _WALL_PER_CPU_SECOND
            what = f"all its calls took more than the {seconds:.2f} s of elapsed time they may take together"
            return Failure(Verdict.TIME_LIMIT_EXCEEDED, Cause.WALL_TIME, what)
        return None

    def _start(self) -> None:
        *program, seed = self._program
        self._history = History(self._output.mark())
        self._worker = Worker(self._host, self._limits, self._output)
        self._worker.send(messages.HELLO)
        self._worker.send(messages.LOAD, (*program, seed))
        self._loading = True

    def _await_load(self, worker: Worker) -> Failure | None:
        self._loading = False
        hello = worker.receive(math.inf, _START_SECONDS)
        if isinstance(hello, Failure):
            errors = self._output.text().stderr.strip().splitlines()
            detail = f": {errors[-1]}" if errors else ""
            raise WorkerStartError(f"the worker did not come up: {hello.message}{detail}")
        # The import is under way since the start: what it used while nobody looked counts too.
        seconds = min(self._limits.import_seconds, max(self._cpu_seconds_left() + worker.cpu_seconds, 0.0))
        began = time.monotonic()
        reply = worker.receive(seconds, self._limits.import_seconds * _WALL_PER_CPU_SECOND, since_start=True)
        self._waited_seconds += time.monotonic() - began
        return interpret_load(reply)

    def _interpret(self, reply: Reply | Failure, count: int, kept: int | None) -> Returned | Raised | Failure:
        """What an answer to a call means.

        Args:
            reply: The answer, or why there is none.
            count: How many values were asked for, 0 for a single call.
            kept: How many arguments were asked back for, None for none.
        """
        if isinstance(reply, Failure):
            return reply
        self._reading_cpu_seconds += reply.read_cpu_seconds
        body = reply.body
        if reply.tag == messages.RETURNED:
            return _read_returned(body, count, kept) or _unexpected()
        if reply.tag == messages.RAISED:
            raised = read_raised(body)
            if raised is not None and raised.builtin_name == "MemoryError":
                what = f"it ran out of memory; the limit is {self._limits.memory_bytes / 1e6:,.0f} MB"
                return Failure(Verdict.MEMORY_LIMIT_EXCEEDED, Cause.MEMORY, what, raised)
            return raised or _unexpected()
        if type(body) is str:
            what = f"it returned too much: {bounded(body)}"
            return Failure(Verdict.OUTPUT_LIMIT_EXCEEDED, Cause.RETURNED_SIZE, what)
        return _unexpected()

    def _note(self, act: str) -> None:
        if act not in self.integrity and len(self.integrity) < _INTEGRITY_LIMIT:
            self.integrity.append(act)

    def _retire(self, failure: Failure | None = None) -> None:
        """End the worker and keep its figures."""
        if failure is not None and failure.cause is Cause.PROTOCOL_VIOLATION:
            self._note(failure.message)
        worker, self._worker, self._loading = self._worker, None, False
        self._forget_foreseen()
        self._is_ahead = False
        if worker is not None:
            try:
                worker.kill()
            finally:
                self._ended_cpu_seconds += worker.cpu_seconds
                self._peak_memory_bytes = max(self._peak_memory_bytes, worker.peak_memory_bytes)


def _read_returned(body: object, count: int, kept: int | None) -> Returned | None:
    arguments = None
    if kept is not None:
        if type(body) is not tuple or len(body) != 2:  # noqa: PLR2004
            return None
        body, arguments = body
        if type(arguments) is not tuple or len(arguments) != kept:
            return None
    if count and (type(body) is not list or len(body) != count):
        return None
    return Returned(body, arguments)


def _unexpected() -> Failure:
    return Failure(
        Verdict.RUNTIME_ERROR, Cause.PROTOCOL_VIOLATION, "its process broke the protocol: an unexpected reply"
    )
