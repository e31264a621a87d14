"""The worker's private folder: made empty, removed with whatever a submission left in it.

A submission may nest folders deeper than any path or recursion reaches, and take away its own permissions. So removal only
ever looks two levels down: a folder that lies deeper is moved up until it does not.
"""

# On the path of every start and end of a worker, where `Path` costs more than the system calls:
# ruff: noqa: PTH101, PTH104, PTH106, PTH108

from __future__ import annotations

import contextlib
import os
import secrets
import tempfile
from collections.abc import Iterator
from itertools import count
from typing import Final

_ATTEMPTS: Final = 3
"""A process that left the worker's group may still be writing; it is not waited for."""


def make_scratch_folder() -> str:
    """An empty folder that only this user may enter."""
    return tempfile.mkdtemp(prefix="judge-")


def remove_scratch_folder(folder: str) -> None:
    """Remove a folder with everything in it, following no symbolic link; what cannot be removed stays."""
    names = (f"{folder}/{secrets.token_hex(8)}-{number}" for number in count())
    for _ in range(_ATTEMPTS):
        while _flatten(folder, names):
            pass
        with contextlib.suppress(OSError):
            os.rmdir(folder)
            return


def _flatten(folder: str, names: Iterator[str]) -> bool:
    """Remove the files in a folder and in its subfolders; move up what lies deeper, and say whether there was anything."""
    moved = False
    for entry in _entries(folder):
        if not entry.is_dir(follow_symlinks=False):
            _unlink(entry.path)
            continue
        with contextlib.suppress(OSError):
            os.chmod(entry.path, 0o700)
        for child in _entries(entry.path):
            if not child.is_dir(follow_symlinks=False):
                _unlink(child.path)
                continue
            with contextlib.suppress(OSError):
                os.chmod(child.path, 0o700)
                os.rename(child.path, next(names))
                moved = True
        with contextlib.suppress(OSError):
            os.rmdir(entry.path)
    return moved


def _entries(folder: str) -> Iterator[os.DirEntry[str]]:
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        yield from entries


def _unlink(path: str) -> None:
    with contextlib.suppress(OSError):
        os.unlink(path)
