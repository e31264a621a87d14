"""The ground that hostile programs are let loose on, and a look at what they did to it.

Everything that a program might want lies open as far as file permissions go: a copy of the challenge, a neighbour's
submission, a sentinel file that anybody may write, listeners on every local family. So what keeps a program from it is the
sandbox.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import secrets
import shutil
import signal
import site
import socket
import sysconfig
import tempfile
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from judge.sandbox import spawn

HERE = Path(__file__).parent
SECRETS: Final = "judge-secret-"
"""How every secret text begins: no program may hold one in full, and no report either."""

_SENTINEL_TEXT: Final = "Nobody but the test that made it changes this file.\n"
_GRACE_SECONDS: Final = 2.0
_PR_SET_CHILD_SUBREAPER: Final = 36
_PAGE_BYTES: Final = os.sysconf("SC_PAGE_SIZE")


class Listeners:
    """One listening socket per address that is reached without leaving the machine."""

    def __init__(self, folder: Path) -> None:
        self.unix = str(folder / "listener")
        self.abstract = f"hostile-{secrets.token_hex(6)}"
        self._sockets: dict[str, socket.socket] = {}
        self._open("tcp", socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 0))
        self.port = self._sockets["tcp"].getsockname()[1]
        self._open("udp", socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", self.port))
        with contextlib.suppress(OSError):  # a machine without IPv6
            self._open("tcp6", socket.AF_INET6, socket.SOCK_STREAM, ("::1", self.port))
        self._open("unix", socket.AF_UNIX, socket.SOCK_STREAM, self.unix)
        os.chmod(self.unix, 0o777)
        self._open("abstract", socket.AF_UNIX, socket.SOCK_STREAM, f"\0{self.abstract}")

    def _open(self, name: str, family: int, kind: int, address: object) -> None:
        listener = socket.socket(family, kind)
        self._sockets[name] = listener
        listener.bind(address)
        if kind == socket.SOCK_STREAM:
            listener.listen()
        listener.setblocking(False)

    def reached(self) -> list[str]:
        """Names of the listeners that anybody reached since this was last asked."""
        names = []
        for name, listener in self._sockets.items():
            with contextlib.suppress(BlockingIOError):
                if listener.type == socket.SOCK_STREAM:
                    listener.accept()[0].close()
                else:
                    listener.recv(1)
                names.append(name)
        return names

    def close(self) -> None:
        for listener in self._sockets.values():
            listener.close()


class Ground:
    """A folder with everything that programs look for; a context manager.

    Attributes:
        mark: A text that programs put into the name of everything they create outside their scratch folder.
    """

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="hostile-"))
        self.mark = f"mark-{secrets.token_hex(6)}"
        self.challenge = self.folder / "challenges" / "double"
        self.submissions = self.folder / "submissions"
        self.sentinel = self.folder / "sentinel" / "file"
        self.honest = self.submissions / "honest.py"

    def __enter__(self) -> Self:
        shutil.copytree(HERE / "challenge", self.challenge, ignore=shutil.ignore_patterns("__pycache__"))
        self.submissions.mkdir()
        self.sentinel.parent.mkdir()
        shutil.copy(HERE / "honest.py", self.honest)
        (self.submissions / "neighbour.py").write_text('SECRET = "judge-secret-neighbour-3f1c66d8"\n')
        self.sentinel.write_text(_SENTINEL_TEXT)
        for cache in (".hypothesis/examples", "__pycache__/test_double.cpython-3.pyc"):
            (self.challenge / cache).parent.mkdir(exist_ok=True)
            (self.challenge / cache).write_text("judge-secret-cache-0d8821fe\n")
        for parent, _, names in os.walk(self.folder):
            os.chmod(parent, 0o777)
            for name in names:
                os.chmod(Path(parent, name), 0o666)
        self._listeners = Listeners(self.sentinel.parent)
        self._state = self._read_sentinel()
        self._inheritable = os.open(self.challenge / "notes.md", os.O_RDONLY)
        os.set_inheritable(self._inheritable, True)
        os.environ["JUDGE_TOKEN"] = "judge-secret-environment-90ab55c3"
        self._signals = 0
        self._old_handler = signal.signal(signal.SIGURG, self._count_signal)
        _become_subreaper()
        return self

    def __exit__(self, *exception: object) -> None:
        signal.signal(signal.SIGURG, self._old_handler)
        del os.environ["JUDGE_TOKEN"]
        os.close(self._inheritable)
        self._listeners.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _count_signal(self, *_: object) -> None:
        self._signals += 1

    def place(self, path: Path) -> Path:
        """Put a program where submissions lie, with the names that it needs filled in."""
        names = {
            "MARK": self.mark,
            "CHALLENGE": str(self.challenge),
            "SUBMISSIONS": str(self.submissions),
            "SENTINEL": str(self.sentinel),
            "JUDGE_PID": str(os.getpid()),
            "PORT": str(self._listeners.port),
            "UNIX": self._listeners.unix,
            "ABSTRACT": self._listeners.abstract,
        }
        source = path.read_text("utf-8")
        for name, value in names.items():
            source = source.replace(f"@{name}@", value)
        placed = self.submissions / path.name
        placed.write_text(source, "utf-8")
        return placed

    @contextlib.contextmanager
    def watched(self) -> Iterator[Traces]:
        """Watch what is done meanwhile; the traces are complete when the block ends."""
        processes, kernel_objects = _descendants(), _kernel_objects(self.mark)
        before = _resident_bytes()
        _forget_peak()
        started = time.monotonic()
        traces = Traces()
        yield traces
        traces.seconds = time.monotonic() - started
        traces.grown_bytes = max(_peak_resident_bytes() - before, 0)
        traces.listeners = self._listeners.reached()
        traces.signals, self._signals = self._signals, 0
        traces.processes = _end_those_left(processes)
        traces.files = sorted(_marked_files(self.mark, self.folder))
        traces.kernel_objects = sorted(_kernel_objects(self.mark) - kernel_objects)
        state = self._read_sentinel()
        traces.sentinel = "untouched" if state == self._state else f"{state}, not {self._state}"

    def tidy(self) -> None:
        """Remove what a program left, once all its runs are over: until then a later run may look for it."""
        for path in list(_marked_files(self.mark, self.folder)):
            _remove(path)
        if self._read_sentinel() != self._state:
            self._restore_sentinel()

    def _read_sentinel(self) -> tuple[object, ...]:
        try:
            status = self.sentinel.lstat()
            names = sorted(os.listdir(self.sentinel.parent))
            attributes = os.listxattr(self.sentinel)
            return (
                self.sentinel.read_text(),
                status.st_mode,
                status.st_uid,
                status.st_nlink,
                status.st_mtime,
                attributes,
                names,
            )
        except OSError as error:
            return (repr(error),)

    def _restore_sentinel(self) -> None:
        self.sentinel.parent.mkdir(exist_ok=True)
        os.chmod(self.sentinel.parent, 0o777)
        for entry in self.sentinel.parent.iterdir():
            if entry.name != Path(self._listeners.unix).name:
                _remove(str(entry))
        self.sentinel.write_text(_SENTINEL_TEXT)
        os.chmod(self.sentinel, 0o666)
        self._state = self._read_sentinel()


@dataclass
class Traces:
    """What a program left behind: everything is empty, zero or "untouched" where it was contained.

    Attributes:
        listeners: Listeners that were reached.
        signals: Signals that the judge received.
        processes: Descendants that outlived the judging, as `pid name`.
        files: Files with the mark in their name.
        kernel_objects: System V objects and keys.
        sentinel: What became of the file that may not be changed.
        seconds: Elapsed time.
        grown_bytes: How far the judge's resident memory rose above where it was.
    """

    listeners: list[str] | None = None
    signals: int = 0
    processes: list[str] | None = None
    files: list[str] | None = None
    kernel_objects: list[str] | None = None
    sentinel: str = ""
    seconds: float = 0.0
    grown_bytes: int = 0


def _become_subreaper() -> None:
    """Have orphans of our descendants come to us instead of init, so that a daemon is seen (prctl(2))."""
    import ctypes  # noqa: PLC0415

    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _descendants() -> dict[int, str]:
    """Living descendants of this process by id, with their names."""
    children: dict[int, list[tuple[int, str]]] = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            with contextlib.suppress(OSError):
                head, _, rest = Path("/proc", entry, "stat").read_text("utf-8", "replace").rpartition(")")
                state, parent = rest.split()[:2]
                if state not in "ZX":
                    children.setdefault(int(parent), []).append((int(entry), head.partition("(")[2]))
    found: dict[int, str] = {}
    todo = [os.getpid()]
    while todo:
        own = children.get(todo.pop(), [])
        found.update(own)
        todo += [pid for pid, _ in own]
    return found


def _end_those_left(before: dict[int, str]) -> list[str]:
    """Descendants that are new, do not go away by themselves at once, and are ended here."""
    deadline = time.monotonic() + _GRACE_SECONDS
    while (
        left := {pid: name for pid, name in _descendants().items() if pid not in before}
    ) and time.monotonic() < deadline:
        time.sleep(0.02)
    for pid in left:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    return [f"{pid} {name}" for pid, name in sorted(left.items())]


def _kernel_objects(mark: str) -> set[str]:
    """System V objects whose key programs make from the mark, and keys with the mark in their description."""
    found = set()
    key = str(zlib.crc32(mark.encode()) & 0x7FFFFFFF or 1)
    for kind in ("shm", "sem", "msg"):
        with contextlib.suppress(OSError):
            lines = Path("/proc/sysvipc", kind).read_text().splitlines()[1:]
            found |= {f"{kind} {line.split()[1]}" for line in lines if line.split()[0] == key}
    with contextlib.suppress(OSError):
        found |= {line for line in Path("/proc/keys").read_text().splitlines() if mark in line}
    return found


def _marked_files(mark: str, folder: Path) -> Iterator[str]:
    """Files with the mark in their name in every place where a program might leave one."""
    temporary = Path(tempfile.gettempdir())
    places = {
        temporary,
        *temporary.glob("judge-*"),
        *map(Path, ("/", "/tmp", "/var/tmp", "/dev/shm", "/dev/mqueue", "/run", "/run/lock")),
        Path.cwd(),
        Path.home(),
        *(Path(entry.pw_dir) for entry in pwd.getpwall() if entry.pw_uid == os.getuid()),
        *map(Path, site.getsitepackages()),
        Path(site.getusersitepackages()),
        *map(Path, sysconfig.get_paths().values()),
        Path(spawn.__file__).parent,
        Path(spawn.__file__).parents[1],
        Path(spawn.__file__).parents[2],
        folder,
        folder / "submissions",
        folder / "sentinel",
        folder / "challenges" / "double",
    }
    seen = set()
    for place in [*places, *(place / "__pycache__" for place in places)]:
        with contextlib.suppress(OSError):
            seen |= {entry.path for entry in os.scandir(place.resolve()) if mark in entry.name}
    yield from seen


def _remove(path: str) -> None:
    if os.path.isdir(path) and not os.path.islink(path):
        shutil.rmtree(path, ignore_errors=True)
    else:
        with contextlib.suppress(OSError):
            os.unlink(path)


def _resident_bytes() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * _PAGE_BYTES


def _forget_peak() -> None:
    """Have the kernel count this process's peak of resident memory anew (proc(5), clear_refs)."""
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def _peak_resident_bytes() -> int:
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) << 10
