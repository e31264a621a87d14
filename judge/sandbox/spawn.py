"""Start a worker process: a clean interpreter with nothing of the judge's in reach.

It gets an empty environment but for what Python needs, two pipes for the protocol and two for its output, standard input at
end of file, no other descriptor, a session and process group of its own, and an empty private working folder.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
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

# The judge's own folder is on the path only while the worker's two modules are imported: it may hold challenges as well.
_BOOTSTRAP: Final = """\
import sys
root, sites, *numbers = sys.argv[1:]
sys.path.insert(0, root)
from judge.untrusted.worker import main
sys.path[:1] = []
sys.path += sites.split(":")
sys.argv[:] = [""]
del root, sites
main(*map(int, numbers))
"""


@dataclass(frozen=True, slots=True)
class Spawned:
    """A started worker: the process, the judge's ends of its four pipes, and its working folder."""

    process: subprocess.Popen[bytes]
    commands: int
    replies: int
    stdout: int
    stderr: int
    folder: str


def spawn_worker(seed: int, returned_bytes: int) -> Spawned:
    """Start a worker that waits for its first message.

    Args:
        seed: Seeds the interpreter's string hashing.
        returned_bytes: The largest encoded reply the worker may send.

    Raises:
        WorkerStartError: The process cannot be started.
    """
    with contextlib.ExitStack() as on_failure:
        try:
            folder = make_scratch_folder()
            on_failure.callback(remove_scratch_folder, folder)
            ends = [_open_pipe(on_failure) for _ in range(4)]
            (commands_out, commands), (replies, replies_in), (stdout, stdout_in), (stderr, stderr_in) = ends
            process = subprocess.Popen(  # noqa: S603  # our own interpreter on our own module
                _command_line(commands_out, replies_in, returned_bytes),
                stdin=subprocess.DEVNULL,
                stdout=stdout_in,
                stderr=stderr_in,
                pass_fds=(commands_out, replies_in),
                cwd=folder,
                env=_environment(seed, folder),
                start_new_session=True,
            )
        except OSError as error:
            raise WorkerStartError(f"the worker process cannot be started: {error}") from error
        on_failure.pop_all()
    for theirs in (commands_out, replies_in, stdout_in, stderr_in):
        os.close(theirs)
    for ours in (commands, replies, stdout, stderr):
        os.set_blocking(ours, False)
    return Spawned(process, commands, replies, stdout, stderr, folder)


def _open_pipe(on_failure: contextlib.ExitStack) -> tuple[int, int]:
    reader, writer = os.pipe()
    on_failure.callback(os.close, reader)
    on_failure.callback(os.close, writer)
    # A larger buffer is only faster; it is refused where the user's quota is spent.
    with contextlib.suppress(AttributeError, OSError):
        fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
    return reader, writer


def _command_line(commands: int, replies: int, returned_bytes: int) -> list[str]:
    paths = sysconfig.get_paths()
    sites = ":".join(dict.fromkeys((paths["purelib"], paths["platlib"])))
    numbers = map(str, (commands, replies, returned_bytes))
    # -S -s -P: no site module, no user packages, no working folder on the path. Not -I: it would ignore PYTHONHASHSEED.
    return [sys.executable, "-S", "-s", "-P", "-X", "utf8", "-c", _BOOTSTRAP, _PACKAGE_ROOT, sites, *numbers]


def _environment(seed: int, folder: str) -> dict[str, str]:
    return {
        "HOME": folder,
        "TMPDIR": folder,
        "LC_ALL": "C.UTF-8",
        "PYTHONHASHSEED": str(seed % (1 << 32)),
        "PYTHONIOENCODING": "utf-8:backslashreplace",
        # Linear algebra libraries start a thread per core at import, which costs memory and blurs CPU time.
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
    }
