"""Make a folder or a file appear at its place complete or not at all, and never over something that is there."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from judge.errors import UsageError


def check_free(target: Path) -> None:
    """Make sure that something can be made at a place.

    Raises:
        UsageError: Something is there, an empty folder excepted, or the folder around it is not, or may not be written to.
    """
    if target.name in {"", ".."}:
        raise UsageError(f"{target} is no name for something new; name a place such as handout")
    try:
        if target.is_dir():
            if any(target.iterdir()):
                raise UsageError(f"{target} is there already and not empty; nothing was changed: name another place")
        elif target.is_symlink() or target.exists():
            raise UsageError(f"{target} is there already and is no folder; nothing was changed: name another place")
        if not target.parent.is_dir():
            raise UsageError(f"there is no folder {target.parent} to make {target.name} in; make it first")
        if not os.access(target.parent, os.W_OK | os.X_OK):
            raise UsageError(f"{target} cannot be made: permission denied in {target.parent}")
    except OSError as error:
        raise UsageError(f"{target} cannot be made: {error.strerror}") from error


@contextlib.contextmanager
def appearing(target: Path) -> Iterator[Path]:
    """A path to make a folder or a file at, which takes its place when all is done; after an error nothing is left.

    The path has the last name of the target, in a hidden folder beside it.

    Raises:
        UsageError: The target cannot be made, as `check_free` says.
    """
    check_free(target)
    hidden = target.parent / f".judge.{os.getpid()}"
    try:
        try:
            hidden.mkdir()
            yield hidden / target.name
            check_free(target)  # it may have been made meanwhile
            os.replace(hidden / target.name, target)  # noqa: PTH105  # over an empty folder, if there is one
        finally:
            shutil.rmtree(hidden, ignore_errors=True)
    except OSError as error:
        raise UsageError(f"{target} cannot be made: {error.strerror}") from error
