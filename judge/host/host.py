"""The judge's side of the host process: have workers forked, ended ones reaped, and know how they are contained.

The host runs nothing of a submission, but is not trusted for more than it must be: a worker's process id comes from the kernel,
by a descriptor of the process; what the host says of an ended worker can only make a verdict worse.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

from judge.errors import WorkerStartError
from judge.model import Isolation, Limits
from judge.sandbox.levels import LAYERS, isolation_of
from judge.sandbox.policy import host_policy
from judge.sandbox.rlimits import resource_limits
from judge.sandbox.scratch import remove_scratch_folder
from judge.sandbox.spawn import Pipes, spawn_host
from judge.wire import codec

_MESSAGE_BYTES: Final = 1 << 18
_ANSWER_SECONDS: Final = 60.0
"""How long the host may take on a very busy machine before it is the judge's fault."""

_END_SECONDS: Final = 10.0


_NUMPY: Final = (b"import numpy", b"from numpy", b", numpy", b'"numpy', b"'numpy")


def wants_numpy(source: bytes) -> bool:
    """Whether a submission seems to import numpy; it decides whether that is there, and seeded, before the submission runs."""
    return any(text in source for text in _NUMPY)


@dataclass(frozen=True, slots=True)
class Forked:
    """A forked worker.

    Attributes:
        pid: Its process id as the judge sees it.
        inner_pid: As the host sees it.
        pidfd: A descriptor of the process.
    """

    pid: int
    inner_pid: int
    pidfd: int


class Host:
    """A host process; a context manager that ends it and with it all its workers.

    Starting it is asynchronous, and so is forking: what is asked of it is answered in order. It has one worker at a time,
    because with the end of a worker everything ends that lives beside it in the host's namespaces.

    Args:
        seed: Seeds string hashing in its workers.
        limits: Of the submissions that its workers will run.
        secret: Folders and files that workers must not see, wherever they lie.
        without: Layers of containment to leave out, for tests.
        numpy: Whether to import numpy before any worker is forked, so that no submission needs time for it.

    Raises:
        WorkerStartError: The process cannot be started.
    """

    def __init__(
        self,
        seed: int,
        limits: Limits,
        secret: Iterable[Path] = (),
        without: Collection[str] = (),
        *,
        numpy: bool = False,
    ) -> None:
        self._limits = limits
        self._without = frozenset(without)
        spawned = spawn_host(seed)
        self._process, self._control, self._folder = spawned.process, spawned.control, spawned.folder
        self._control.settimeout(_ANSWER_SECONDS)
        self._isolation: Isolation | None = None
        self._closed = False
        self.problem = ""
        with contextlib.ExitStack() as on_failure:
            on_failure.callback(self.close)
            self._policy = host_policy(self._folder, limits.returned_bytes, secret, without, numpy=numpy)
            self._send(("policy", self._policy))
            on_failure.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    @property
    def isolation(self) -> Isolation:
        """How workers of this host are contained; waits until the host has tried."""
        if self._isolation is None:
            _, self.problem = self._receive("contained")[0]
            layers = set(LAYERS) - self._without
            if self.problem:
                layers -= {"namespaces"}
            if self._policy["seccomp"] is None:
                layers -= {"seccomp"}
            if not self._policy["landlock"]:
                layers -= {"landlock"}
            self._isolation = isolation_of(layers)
        return self._isolation

    def request_fork(self, pipes: Pipes) -> None:
        """Ask for a worker at the other end of these pipes."""
        self._send(("fork", resource_limits(self._limits)), *pipes.theirs)

    def await_fork(self) -> Forked:
        """The worker asked for.

        Raises:
            WorkerStartError: The host is gone or does not answer.
        """
        _ = self.isolation  # the host's answer about it comes first
        (_, inner_pid), descriptors = self._receive("forked")
        if not descriptors:
            raise WorkerStartError("the judge has no descriptor left to watch a worker with")
        pidfd = descriptors[0]
        # The number in the judge's own namespace, as the kernel says it of the descriptor (pidfd_open(2)).
        for line in Path(f"/proc/self/fdinfo/{pidfd}").read_text("ascii").splitlines():
            name, _, value = line.partition(":")
            if name == "Pid":
                return Forked(int(value), inner_pid, pidfd)
        raise WorkerStartError("the kernel does not say which process a worker is")

    def reap(self, worker: Forked) -> tuple[int, float]:
        """Wait for a worker that has ended or been killed, and for all that it left.

        Returns:
            Its exit status, negative for a signal, and its CPU time in seconds.
        """
        self._send(("reap", worker.inner_pid))
        (_, status, cpu_seconds), _ = self._receive("reaped")
        return int(status), float(cpu_seconds)

    def close(self) -> None:
        """End the host and its workers, remove its folder. Can be called again."""
        if self._closed:
            return
        self._closed = True
        self._control.close()  # the host ends when its socket closes
        try:
            self._process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        remove_scratch_folder(self._folder)

    def _send(self, message: tuple[object, ...], *descriptors: int) -> None:
        try:
            socket.send_fds(self._control, [codec.encode(message)], descriptors)
        except OSError as error:
            raise WorkerStartError(f"the host process is gone: {error}") from error

    def _receive(self, expected: str) -> tuple[Any, list[int]]:
        try:
            data, descriptors, _, _ = socket.recv_fds(self._control, _MESSAGE_BYTES, 1)
        except OSError as error:
            raise WorkerStartError(f"the host process does not answer: {error}") from error
        message = codec.decode(data) if data else None
        if type(message) is not tuple or message[0] != expected:
            raise WorkerStartError(f"the host process ended before it answered {expected!r}")
        for descriptor in descriptors:
            os.set_inheritable(descriptor, False)
        return message, descriptors
