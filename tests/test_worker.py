"""Workers and their host: starting, failing to start, and what the kernel says of them."""

from __future__ import annotations

import os
import resource
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from judge.errors import WorkerStartError
from judge.host.candidate import Candidate
from judge.host.host import Host
from judge.host.output import OutputBuffer
from judge.host.replies import Failure, Returned
from judge.host.timed_worker import TimedWorker
from judge.host.worker import Worker
from judge.measure import process as measure
from judge.model import Cause, Limits, Verdict
from judge.wire import codec, messages

LIMITS = Limits(memory_bytes=256 << 20)
HONEST = b"def f(): return 1"


def open_descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


class TestStart:
    """Where no worker can be started, the judge says so; it never blames the submission."""

    def test_an_interpreter_that_is_not_there(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        """A missing interpreter is an error of the judge's, and leaves neither folder nor descriptor."""
        monkeypatch.setattr(sys, "executable", str(tmp_path / "nothing"))
        monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
        before = open_descriptors()
        with pytest.raises(WorkerStartError, match="cannot be started"):
            Candidate(HONEST, "s.py", "f", LIMITS, 0)
        assert not list(tmp_path.iterdir())
        assert open_descriptors() == before

    def test_an_interpreter_that_ends_at_once(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        """An interpreter that ends at once is an error of the judge's, and leaves neither folder nor descriptor."""
        monkeypatch.setattr(sys, "executable", "/bin/false")
        monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
        before = open_descriptors()
        with pytest.raises(WorkerStartError):
            start_and_call()
        assert not list(tmp_path.iterdir())
        assert open_descriptors() == before

    def test_a_host_that_is_killed_between_calls(self) -> None:
        """A host that somebody kills is an error of the judge's at the next start of a worker."""
        with Candidate(HONEST, "s.py", "f", LIMITS, 0) as candidate:
            assert candidate.call((), {}) == Returned(1, None)
            candidate._host._process.kill()
            candidate._host._process.wait()
            with pytest.raises(WorkerStartError):
                call_for_ten_seconds(candidate)

    def test_no_descriptor_is_left(self) -> None:
        """Where descriptors run out, starting is an error of the judge's, and those taken are given back."""
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        with Host(0, LIMITS) as host:
            _ = host.isolation
            before = open_descriptors()
            resource.setrlimit(resource.RLIMIT_NOFILE, (before + 4, hard))
            try:
                with pytest.raises(WorkerStartError):
                    Worker(host, LIMITS, OutputBuffer(100))
            finally:
                resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
            assert open_descriptors() == before
            with Candidate(HONEST, "s.py", "f", LIMITS, 0, host) as candidate:
                assert candidate.call((), {}) == Returned(1, None)

    def test_a_request_that_cannot_be_encoded_leaves_the_worker_alive(self) -> None:
        """Arguments that cannot be sent are an error of the caller's, and the worker serves the next call."""
        with Candidate(b"def f(x): return x", "s.py", "f", LIMITS, 0) as candidate:
            endless: list[object] = []
            endless.append(endless)
            with pytest.raises(codec.ValueTooLargeError, match="nested deeper"):
                candidate.call((endless,), {})
            assert candidate.call((1,), {}) == Returned(1, None)


def call_for_ten_seconds(candidate: Candidate) -> None:
    """The worker follows its host into death within moments, not at once."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        assert candidate.call((), {}) == Returned(1, None)


def start_and_call() -> None:
    with Candidate(HONEST, "s.py", "f", LIMITS, 0) as candidate:
        candidate.call((), {})


class TestWorker:
    """One worker, driven by hand."""

    def test_requests_may_be_sent_before_their_replies_are_awaited(self) -> None:
        """Several requests may be under way; their replies come in order, each with its tag."""
        with Host(0, LIMITS) as host:
            worker = Worker(host, LIMITS, OutputBuffer(100))
            worker.send(messages.HELLO)
            worker.send(messages.LOAD, (b"def f(n): return n + 1", "s.py", "f", 0))
            worker.send(messages.CALL, (1,))
            tags = [worker.receive(5, 5) for _ in range(3)]
            assert [reply.tag for reply in tags if not isinstance(reply, Failure)] == [
                messages.READY,
                messages.LOADED,
                messages.RETURNED,
            ]
            worker.kill()

    def test_a_killed_worker_answers_nothing_and_can_be_killed_again(self) -> None:
        """A worker killed from outside is a failure by that signal; killing it again does nothing."""
        with Host(0, LIMITS) as host:
            worker = Worker(host, LIMITS, OutputBuffer(100))
            os.kill(worker._attach().pid, signal.SIGKILL)
            worker.send(messages.HELLO)
            failure = worker.receive(5, 5)
            assert isinstance(failure, Failure)
            assert (failure.verdict, failure.cause) == (Verdict.RUNTIME_ERROR, Cause.SIGNAL)
            assert "SIGKILL" in failure.message
            worker.kill()
            worker.send(messages.HELLO)
            assert worker.receive(5, 5) is failure

    def test_output_beyond_the_limit_is_seen_beside_the_reply(self) -> None:
        """A call that printed too much is not saved by its reply having come by the time the judge looks."""
        limits = Limits(output_bytes=100)
        with Host(0, limits) as host:
            worker = Worker(host, limits, OutputBuffer(limits.output_bytes))
            worker.send(messages.HELLO)
            worker.send(messages.LOAD, (b"def f(n): print('x' * n)", "s.py", "f", 0))
            assert not [reply for reply in (worker.receive(5, 5), worker.receive(5, 5)) if isinstance(reply, Failure)]
            worker.send(messages.CALL, (101,))
            arrival = select.poll()
            arrival.register(worker._replies, select.POLLIN)
            assert arrival.poll(10_000)
            failure = worker.receive(5, 5)
            assert isinstance(failure, Failure)
            assert failure.cause is Cause.OUTPUT

    @pytest.mark.parametrize("ignoring", ["", "import signal; signal.signal(signal.SIGXCPU, signal.SIG_IGN)\n"])
    def test_the_kernels_own_cpu_limit_is_a_time_limit(self, monkeypatch: pytest.MonkeyPatch, ignoring: str) -> None:
        """A worker that the kernel ends for its CPU time, while the judge was busy, has exceeded the time limit."""
        monkeypatch.setattr("judge.sandbox.rlimits._CPU_ALLOWANCE", 0)
        limits = Limits(cpu_seconds=0.5, import_seconds=0.5, memory_bytes=256 << 20)
        with Host(0, limits) as host:
            worker = Worker(host, limits, OutputBuffer(100))
            worker.send(messages.HELLO)
            worker.send(messages.LOAD, (f"{ignoring}def f():\n    while True: pass".encode(), "s.py", "f", 0))
            assert not [reply for reply in (worker.receive(5, 5), worker.receive(5, 5)) if isinstance(reply, Failure)]
            worker.send(messages.CALL, ())
            end = select.poll()
            end.register(worker._attach().pidfd, select.POLLIN)
            assert end.poll(30_000)
            failure = worker.receive(60, 60)
            assert isinstance(failure, Failure)
            assert (failure.verdict, failure.cause) == (Verdict.TIME_LIMIT_EXCEEDED, Cause.CPU_TIME)

    def test_an_import_that_the_kernel_ended_is_a_time_limit(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """An import that the kernel ended for its CPU time, before the judge looked, has exceeded the time limit."""
        monkeypatch.setattr("judge.sandbox.rlimits._CPU_ALLOWANCE", 0)
        limits = Limits(cpu_seconds=0.5, import_seconds=0.5, memory_bytes=256 << 20)
        with Host(0, limits) as host, Candidate(b"while True: pass", "s.py", "f", limits, 0, host) as candidate:
            assert candidate._worker is not None
            end = select.poll()
            end.register(candidate._worker._attach().pidfd, select.POLLIN)
            assert end.poll(30_000)
            failure = candidate.load()
            assert failure is not None
            assert (failure.verdict, failure.cause) == (Verdict.TIME_LIMIT_EXCEEDED, Cause.CPU_TIME)


class TestMeasure:
    """The kernel's figures of a process, from outside it."""

    def test_cpu_time_is_that_of_the_process(self) -> None:
        """The CPU clock of a process reads as that process reads its own."""
        before = time.process_time()
        read = measure.read_cpu_seconds(measure.cpu_clock(os.getpid()))
        after = time.process_time()
        assert read is not None
        assert before <= read <= after

    def test_a_process_that_is_gone_has_no_figures(self) -> None:
        """A process that is gone has no CPU time and no memory."""
        process = subprocess.Popen([sys.executable, "-S", "-c", "input()"], stdin=subprocess.PIPE)
        statm = os.open(f"/proc/{process.pid}/statm", os.O_RDONLY)
        clock = measure.cpu_clock(process.pid)
        try:
            assert measure.read_cpu_seconds(clock) is not None
            assert measure.read_peak_resident_bytes(process.pid) > 0
            process.communicate(b"\n")
            assert measure.read_cpu_seconds(clock) is None
            assert measure.read_resident_bytes(statm, process.pid) == 0
            assert measure.read_peak_resident_bytes(process.pid) == 0
        finally:
            os.close(statm)

    def test_resident_memory_grows_with_what_is_touched(self) -> None:
        """Resident memory of this process grows by what it touches, and the peak remembers what it freed."""
        statm = os.open("/proc/self/statm", os.O_RDONLY)
        try:
            before = measure.read_resident_bytes(statm, os.getpid())
            block = bytearray(b"x") * (64 << 20)
            grown = measure.read_resident_bytes(statm, os.getpid())
            assert grown - before > 60 << 20
            del block
            assert measure.read_resident_bytes(statm, os.getpid()) < grown - (30 << 20)
            assert measure.read_peak_resident_bytes(os.getpid()) - before > 60 << 20
        finally:
            os.close(statm)


class TestCores:
    """What is compared with each other runs on one core: another may be half as fast."""

    @pytest.fixture(autouse=True)
    def several_cores(self) -> None:
        """Where there is only one, nothing can be seen."""
        if len(os.sched_getaffinity(0)) < 2:
            pytest.skip("this machine has one core")

    def test_a_reference_is_measured_on_the_core_that_the_worker_was_on(self) -> None:
        """Whichever that is; afterwards the judge may use all again, and the worker goes on."""
        before = os.sched_getaffinity(0)
        with Candidate(HONEST, "s.py", "f", LIMITS, 0) as candidate:
            assert candidate.call((), {}) == Returned(1, None)
            for core in before:
                candidate._worker.keep_on(core)
                assert candidate.call((), {}) == Returned(1, None)
                with candidate._worker.in_its_place():
                    assert os.sched_getaffinity(0) == {core}
                assert os.sched_getaffinity(0) == before
            assert candidate.call((), {}) == Returned(1, None)

    def test_a_timed_program_stays_on_its_core(self) -> None:
        """With threads that it starts, and it cannot leave."""
        source = b"""
import os, threading
def f():
    try:
        os.sched_setaffinity(0, range(os.cpu_count()))
    except OSError:
        found = []
        thread = threading.Thread(target=lambda: found.append(sorted(os.sched_getaffinity(0))))
        thread.start()
        thread.join()
        return found[0]
"""
        for core in os.sched_getaffinity(0):
            with Host(0, LIMITS) as host, TimedWorker(source, "s.py", "f", LIMITS, 0, host, core) as worker:
                assert worker.run(codec.encode(())).answer == Returned([core], None)
