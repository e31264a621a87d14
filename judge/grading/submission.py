"""Read a submission's bytes; what is in them is the worker's business alone."""

from __future__ import annotations

import contextlib
import os
import select
import stat
import sys
from collections.abc import Callable
from typing import Final

from judge.errors import UsageError

STANDARD_INPUT: Final = "-"
_MOST_BYTES: Final = 64 << 20
_WRITER_SECONDS: Final = 2.0


def read_submission(path: str | os.PathLike[str]) -> bytes:
    """The bytes of a file, or of standard input for `-`.

    Raises:
        UsageError: There is no such file, it cannot be read, it is a folder, or it is larger than any source text.
    """
    name = os.fspath(path)
    if name == STANDARD_INPUT:
        if sys.stdin is None or sys.stdin.closed:
            raise UsageError("standard input is closed; name a file, or pipe a submission into this command")
        return _read(sys.stdin.buffer.read, "standard input")
    try:
        if stat.S_ISDIR(os.stat(name).st_mode):  # noqa: PTH116
            raise UsageError(f"{name} is a folder; name the .py file in it")
        # Without O_NONBLOCK, opening a named pipe that nobody writes to would never return.
        with open(os.open(name, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:  # noqa: PTH123
            if stat.S_ISFIFO(os.fstat(file.fileno()).st_mode):
                _await_writer(file.fileno(), name)
            os.set_blocking(file.fileno(), True)
            return _read(file.read, name)
    except FileNotFoundError as error:
        raise UsageError(f"there is no file {name}") from error
    except (OSError, ValueError) as error:
        raise UsageError(f"{name} cannot be read: {getattr(error, 'strerror', None) or error}") from error


def _await_writer(pipe: int, name: str) -> None:
    if not select.select([pipe], [], [], _WRITER_SECONDS)[0]:
        with contextlib.suppress(BlockingIOError):  # somebody has opened it and takes their time
            if not os.read(pipe, 1):
                raise UsageError(f"{name} is a pipe that nobody writes to")


def _read(read: Callable[[int], bytes], name: str) -> bytes:
    try:
        content = read(_MOST_BYTES + 1)
    except OSError as error:
        raise UsageError(f"{name} cannot be read: {error.strerror or error}") from error
    if len(content) > _MOST_BYTES:
        raise UsageError(f"{name} holds more than {_MOST_BYTES:,} bytes; no submission is that large")
    return content
