"""Read a submission's bytes; what is in them is the worker's business alone."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path
from typing import BinaryIO, Final

from judge.errors import UsageError

STANDARD_INPUT: Final = "-"
_MOST_BYTES: Final = 64 << 20


def read_submission(path: str | os.PathLike[str]) -> bytes:
    """The bytes of a file, or of standard input for `-`.

    Raises:
        UsageError: There is no such file, it cannot be read, it is a folder, or it is larger than any source text.
    """
    name = os.fspath(path)
    if name == STANDARD_INPUT:
        if sys.stdin is None or sys.stdin.closed:
            raise UsageError("standard input is closed; name a file, or pipe a submission into this command")
        return _read(sys.stdin.buffer, "standard input")
    try:
        if stat.S_ISDIR(os.stat(name).st_mode):  # noqa: PTH116
            raise UsageError(f"{name} is a folder; name the .py file in it")
        with Path(name).open("rb") as file:
            return _read(file, name)
    except FileNotFoundError as error:
        raise UsageError(f"there is no file {name}") from error
    except (OSError, ValueError) as error:
        raise UsageError(f"{name} cannot be read: {getattr(error, 'strerror', None) or error}") from error


def _read(file: BinaryIO, name: str) -> bytes:
    content = file.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        raise UsageError(f"{name} holds more than {_MOST_BYTES:,} bytes; no submission is that large")
    return content
