"""Where the judge keeps what it could compute again, and how it writes files that others may read or write meanwhile."""

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
    if os.environ.get("JUDGE_CACHE") == "0":
        return None
    place = os.environ.get("XDG_CACHE_HOME", "")
    try:
        return (Path(place) if os.path.isabs(place) else Path.home() / ".cache") / "judge"  # noqa: PTH117
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
