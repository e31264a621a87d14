"""Start the host process: a clean interpreter with nothing of the judge's in reach; and make the pipes of a worker.

The host gets an empty environment but for what Python needs, the socket on which the judge gives it orders, standard input and
output on the null device, no other descriptor, a session of its own, and an empty working folder.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import socket
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from judge.errors import WorkerStartError
from judge.sandbox.scratch import make_scratch_folder, remove_scratch_folder

_PIPE_BYTES: Final = 1 << 20
_PACKAGE_ROOT: Final = str(Path(__file__).resolve().parents[2])

# The judge's own folder is on the path only while our modules are imported: it may hold challenges as well.
_BOOTSTRAP: Final = """\
import sys
root, sites, number = sys.argv[1:]
sys.path.insert(0, root)
from judge.untrusted.host import main
sys.path[:1] = []
sys.path += sites.split(":")
sys.argv[:] = [""]
del root, sites
main(int(number))
"""


@dataclass(frozen=True, slots=True)
class HostProcess:
    """A started host: the process, the judge's end of its socket, and its empty working folder."""

    process: subprocess.Popen[bytes]
    control: socket.socket
    folder: str


@dataclass(frozen=True, slots=True)
class Pipes:
    """The four pipes of a worker: the judge's ends, which do not block, and the worker's in the order it takes them."""

    commands: int
    replies: int
    stdout: int
    stderr: int
    theirs: tuple[int, int, int, int]

    def close_theirs(self) -> None:
        """Close the worker's ends, once it has them."""
        for descriptor in self.theirs:
            os.close(descriptor)


def spawn_host(seed: int) -> HostProcess:
    """Start a host that waits for its orders.

    Args:
        seed: Seeds the interpreter's string hashing.

    Raises:
        WorkerStartError: The process cannot be started.
    """
    with contextlib.ExitStack() as on_failure:
        try:
            folder = make_scratch_folder()
            on_failure.callback(remove_scratch_folder, folder)
            ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            on_failure.callback(ours.close)
            with theirs:
                process = subprocess.Popen(  # noqa: S603  # our own interpreter on our own module
                    _command_line(theirs.fileno()),
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    pass_fds=(theirs.fileno(),),
                    cwd=folder,
                    env=_environment(seed),
                    start_new_session=True,
                )
        except OSError as error:
            raise WorkerStartError(f"the host process cannot be started: {error}") from error
        on_failure.pop_all()
    return HostProcess(process, ours, folder)


def open_pipes() -> Pipes:
    """Pipes for a worker.

    Raises:
        WorkerStartError: There are no more descriptors.
    """
    with contextlib.ExitStack() as on_failure:
        try:
            ends = [_open_pipe(on_failure) for _ in range(4)]
        except OSError as error:
            raise WorkerStartError(f"no pipes can be made for a worker: {error}") from error
        on_failure.pop_all()
    (commands_out, commands), (replies, replies_in), (stdout, stdout_in), (stderr, stderr_in) = ends
    for ours in (commands, replies, stdout, stderr):
        os.set_blocking(ours, False)
    return Pipes(commands, replies, stdout, stderr, (commands_out, replies_in, stdout_in, stderr_in))


def _open_pipe(on_failure: contextlib.ExitStack) -> tuple[int, int]:
    reader, writer = os.pipe()
    on_failure.callback(os.close, reader)
    on_failure.callback(os.close, writer)
    # A larger buffer is only faster; it is refused where the user's quota is spent.
    with contextlib.suppress(AttributeError, OSError):
        fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
    return reader, writer


def _command_line(control: int) -> list[str]:
    paths = sysconfig.get_paths()
    sites = ":".join(dict.fromkeys((paths["purelib"], paths["platlib"])))
    # -S -s -P: no site module, no user packages, no working folder on the path. Not -I: it would ignore PYTHONHASHSEED.
    return [sys.executable, "-S", "-s", "-P", "-X", "utf8", "-c", _BOOTSTRAP, _PACKAGE_ROOT, sites, str(control)]


def _environment(seed: int) -> dict[str, str]:
    return {
        "LC_ALL": "C.UTF-8",
        "PYTHONHASHSEED": str(seed % (1 << 32)),
        "PYTHONIOENCODING": "utf-8:backslashreplace",
        # Linear algebra libraries start a thread per core at import, which costs memory and blurs CPU time.
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
    }
