"""Where the judge keeps what lasts from run to run, and how it writes files that others may read or write meanwhile."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path


def cache_folder() -> Path | None:
    """The judge's own part of the user's cache folder (XDG Base Directory Specification).

    Returns:
        The folder, which need not exist; None for a user without a home, or where `JUDGE_CACHE=0` says that there be none.
    """
    return None if os.environ.get("JUDGE_CACHE") == "0" else _user_folder("XDG_CACHE_HOME", ".cache")


def history_file() -> Path | None:
    """The user's history of results, in the judge's own part of the user's data folder.

    Returns:
        The file, which need not exist; None for a user without a home, or where `JUDGE_HISTORY=0` says that there be none.
    """
    folder = None if os.environ.get("JUDGE_HISTORY") == "0" else _user_folder("XDG_DATA_HOME", ".local/share")
    return None if folder is None else folder / "history.sqlite"


def _user_folder(variable: str, usual: str) -> Path | None:
    """The judge's part of a folder that an environment variable names, or of the usual one below the user's home."""
    place = os.environ.get(variable, "")
    try:
        return (Path(place) if os.path.isabs(place) else Path.home() / usual) / "judge"  # noqa: PTH117
    except RuntimeError:
        return None


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file that is there as a whole or not at all, also for others who write it at the same time.

    Raises:
        OSError: It cannot be written; nothing is left then.
    """
    temporary = path.with_name(f".{path.name[:40]}.{secrets.token_hex(8)}")
    try:
        with temporary.open("xb") as file:  # unlike `tempfile`, with the permissions that the user's files have
            file.write(content)
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise


def remove_oldest(folder: Path, most_bytes: int) -> None:
    """Bound a folder; files that another process removes meanwhile are gone, which is what is wanted."""
    entries = []
    for path in folder.iterdir():
        with contextlib.suppress(OSError):
            status = path.stat()
            entries.append((status.st_mtime, status.st_size, path))
    excess = sum(size for _, size, _ in entries) - most_bytes
    for _, size, path in sorted(entries):
        if excess <= 0:
            return
        path.unlink(missing_ok=True)
        excess -= size
