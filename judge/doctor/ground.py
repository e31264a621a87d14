"""What the probes attack: made by the doctor so that file permissions protect none of it, and looked at afterwards."""

from __future__ import annotations

import contextlib
import ctypes
import os
import secrets
import shutil
import socket
import tempfile
from pathlib import Path
from typing import Final, Self

_SENTINEL_TEXT: Final = "Nobody changes this file.\n"
_SHARED_BYTES: Final = 4096
_CREATE: Final = 0o1000
_REMOVE: Final = 0
_PUBLIC_FOLDERS: Final = ("/", "/tmp", "/var/tmp", "/dev/shm", "/run")  # noqa: S108  # only looked at


class Ground:
    """A folder that anybody may write to, listeners, a System V segment; a context manager that removes them.

    Attributes:
        folder: Holds the secret file and the one that must not be changed.
        secret: A text that no probe may get hold of.
    """

    def __init__(self) -> None:
        self.mark = f"judge-doctor-{secrets.token_hex(6)}"
        self.secret = ctypes.create_string_buffer(f"judge-secret-{secrets.token_hex(16)}".encode())
        self.folder = Path(tempfile.mkdtemp(prefix="judge-doctor-"))
        self.folder.chmod(0o777)
        self._secret_file = self.folder / "secret"
        self._secret_file.write_bytes(self.secret.value)
        self._secret_file.chmod(0o644)
        self._sentinel = self.folder / "sentinel"
        self._sentinel.write_text(_SENTINEL_TEXT, "ascii")
        self._sentinel.chmod(0o666)
        self._listeners: dict[str, socket.socket] = {}
        self._port = self._listen()
        self._state = self._look()
        self._shared_memory = _share(self.secret.value)
        os.environ["JUDGE_DOCTOR_MARK"] = self.mark

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        os.environ.pop("JUDGE_DOCTOR_MARK", None)
        for listener in self._listeners.values():
            listener.close()
        if self._shared_memory is not None:
            ctypes.CDLL(None).shmctl(self._shared_memory[1], _REMOVE, None)
        for path in self._files_left():
            _remove(path)
        _remove(self.folder)

    def facts(self) -> dict[str, object]:
        """What a probe is told, so that it need not search."""
        return {
            "mark": self.mark,
            "judge": os.getpid(),
            "address": ctypes.addressof(self.secret),
            "size": len(self.secret.value),
            "folder": str(self.folder),
            "home": str(Path.home()),
            "secret": str(self._secret_file),
            "sentinel": str(self._sentinel),
            "port": self._port,
            "shared_memory": self._shared_memory[0] if self._shared_memory else 0,
        }

    def traces(self) -> dict[int, list[str]]:
        """What can be seen from outside that probes have done, by number of the promise that it breaks."""
        changed = [f"{self._sentinel} is not what it was"] if self._look() != self._state else []
        left = [f"left behind: {path}" for path in self._files_left()]
        return {2: changed + left, 3: [f"a listener was reached: {name}" for name in self._reached()]}

    def _look(self) -> tuple[object, ...]:
        try:
            status = self._sentinel.lstat()
            return status.st_mode, status.st_mtime_ns, status.st_size, sorted(os.listdir(self.folder))[:10]  # noqa: PTH208
        except OSError as error:
            return (error.errno,)

    def _listen(self) -> int:
        """Open what listeners can be had; return the port of those on the loopback interface."""
        self._open("TCP", socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 0))
        port = int(self._listeners["TCP"].getsockname()[1]) if "TCP" in self._listeners else 0
        self._open("UDP", socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", port))
        self._open("abstract", socket.AF_UNIX, socket.SOCK_STREAM, f"\0{self.mark}")
        self._open("local", socket.AF_UNIX, socket.SOCK_STREAM, str(self.folder / "listener"))
        if "local" in self._listeners:
            (self.folder / "listener").chmod(0o777)
        return port

    def _open(self, name: str, family: int, kind: int, address: tuple[str, int] | str) -> None:
        listener = socket.socket(family, kind)
        listener.setblocking(False)
        try:
            listener.bind(address)
            if kind == socket.SOCK_STREAM:
                listener.listen()
        except OSError:  # there is no loopback interface; or the folder's path is too long for a socket
            listener.close()
        else:
            self._listeners[name] = listener

    def _reached(self) -> list[str]:
        names = []
        for name, listener in self._listeners.items():
            with contextlib.suppress(OSError):
                if listener.type == socket.SOCK_STREAM:
                    listener.accept()[0].close()
                else:
                    listener.recv(1)
                names.append(name)
        return names

    def _files_left(self) -> list[Path]:
        """Files with our mark in every place where a probe tries to make one."""
        folders = {*map(Path, _PUBLIC_FOLDERS), Path(tempfile.gettempdir()), Path.home(), Path(os.__file__).parent}
        found = []
        for folder in folders:
            with contextlib.suppress(OSError), os.scandir(folder) as entries:
                found += [Path(entry.path) for entry in entries if self.mark in entry.name]
        return found


def _share(content: bytes) -> tuple[int, int] | None:
    """A System V segment that anybody may read, with this content: its key and id; None where there are none."""
    library = ctypes.CDLL(None, use_errno=True)
    library.shmat.restype = ctypes.c_void_p
    key = secrets.randbelow(1 << 30) + 1
    segment = library.shmget(key, _SHARED_BYTES, _CREATE | 0o666)
    if segment < 0:
        return None
    address = library.shmat(segment, None, 0)
    if address in {None, ctypes.c_void_p(-1).value}:
        library.shmctl(segment, _REMOVE, None)
        return None
    ctypes.memmove(address, content, len(content))
    library.shmdt(ctypes.c_void_p(address))
    return key, segment


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with contextlib.suppress(OSError):
            path.unlink()
