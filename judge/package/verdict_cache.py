"""Verdicts kept from run to run, keyed by all that they depend on, so that what did not change is not judged again."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import importlib.metadata
import json
import platform
import sqlite3
import threading
from pathlib import Path
from typing import Any, Final

from judge.storage import cache_folder

_FILE: Final = "verdicts.sqlite"
_SCHEMA: Final = "CREATE TABLE IF NOT EXISTS verdicts (key TEXT PRIMARY KEY, value TEXT, used INTEGER)"
_ROWS_KEPT: Final = 200_000
_NO_PART_IN_VERDICTS: Final = {"cli", "doctor", "package"}
"""Parts of the judge above the tasks whose results are kept."""


class VerdictCache:
    """A table of finished tasks in the user's cache folder; safe to use from several threads and processes.

    Where it cannot be read or written it is done without: it can cost time, never a result.

    Args:
        fresh: Ignore what is kept, and write it anew.
        folder: The folder to use instead of the user's own.
    """

    def __init__(self, *, fresh: bool = False, folder: Path | None = None) -> None:
        self._fresh = fresh
        self._lock = threading.Lock()
        self._database: sqlite3.Connection | None = None
        base = folder or cache_folder()
        if base is not None:
            self._database = _open(base / _FILE)

    def get(self, key: str) -> dict[str, Any] | None:
        """What was kept under a key."""
        if self._database is None or self._fresh:
            return None
        with self._lock, contextlib.suppress(sqlite3.Error, ValueError):
            row = self._database.execute("SELECT value FROM verdicts WHERE key = ?", (key,)).fetchone()
            value = json.loads(row[0]) if row else None
            return value if isinstance(value, dict) else None
        return None

    def put(self, key: str, value: dict[str, Any]) -> None:
        """Keep something under a key."""
        if self._database is not None:
            with self._lock, contextlib.suppress(sqlite3.Error):
                self._database.execute(
                    "INSERT OR REPLACE INTO verdicts VALUES (?, ?, (SELECT coalesce(max(used), 0) + 1 FROM verdicts))",
                    (key, json.dumps(value)),
                )
                self._database.commit()

    def close(self) -> None:
        """Let go of the file; the oldest entries go where there are too many."""
        if self._database is not None:
            with self._lock, contextlib.suppress(sqlite3.Error):
                self._database.execute(
                    "DELETE FROM verdicts WHERE used <= (SELECT max(used) FROM verdicts) - ?", (_ROWS_KEPT,)
                )
                self._database.commit()
                self._database.close()
            self._database = None


def make_key(*parts: object) -> str:
    """The key of something that depends on these parts, and on the judge's, Python's and the libraries' versions."""
    text = json.dumps([*parts, _surroundings()], sort_keys=True, default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: object) -> object:
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    raise TypeError(f"{type(value).__name__} cannot be part of a key")


@functools.cache
def _surroundings() -> list[str]:
    code = hashlib.sha256()
    package = Path(__file__).parents[1]
    for path in sorted(package.rglob("*.py")):
        if path.relative_to(package).parts[0] not in _NO_PART_IN_VERDICTS:
            code.update(path.read_bytes())
    versions = [f"{name} {importlib.metadata.version(name)}" for name in ("hypothesis", "numpy", "pytest")]
    return [code.hexdigest(), platform.python_version(), platform.machine(), *versions]


def _open(path: Path) -> sqlite3.Connection | None:
    for _ in range(2):
        with contextlib.suppress(OSError, sqlite3.OperationalError):
            path.parent.mkdir(parents=True, exist_ok=True)
            database = sqlite3.connect(path, check_same_thread=False, timeout=5.0)
            try:
                database.execute("PRAGMA journal_mode=WAL")
                database.execute(_SCHEMA)
                database.execute("CREATE INDEX IF NOT EXISTS by_use ON verdicts (used)")
            except sqlite3.DatabaseError:
                database.close()
                path.unlink(missing_ok=True)  # no database, or a damaged one: nothing in it is worth keeping
                continue
            return database
        return None
    return None
