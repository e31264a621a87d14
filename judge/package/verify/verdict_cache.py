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
import time
from pathlib import Path
from typing import Any, Final

from judge.storage import cache_folder

_FILE: Final = "verdicts.sqlite"
_SCHEMA: Final = """\
CREATE TABLE IF NOT EXISTS verdicts (key TEXT PRIMARY KEY, value TEXT, used INTEGER);
CREATE INDEX IF NOT EXISTS by_use ON verdicts (used);
"""
_PRUNE: Final = "DELETE FROM verdicts WHERE key IN (SELECT key FROM verdicts ORDER BY used DESC LIMIT -1 OFFSET ?)"
_ROWS_KEPT: Final = 100_000
"""About a kilobyte each; beyond it those that were not used for the longest time go."""

_LOCK_SECONDS: Final = 5.0
_NO_PART_IN_VERDICTS: Final = {"cli", "doctor", "package"}
"""Parts of the judge above the tasks whose results are kept."""


class VerdictCache:
    """A table of finished tasks in the user's cache folder; safe to use from several threads and processes.

    Where it cannot be read or written it is done without: it can cost time, never a result. A damaged file is replaced.

    Args:
        fresh: Ignore what is kept, and write it anew.
        folder: The folder to use instead of the user's own.
    """

    def __init__(self, *, fresh: bool = False, folder: Path | None = None) -> None:
        self._fresh = fresh
        self._lock = threading.Lock()
        self._used: set[str] = set()
        self._began = int(time.time())
        base = folder or cache_folder()
        self._path = None if base is None else base / _FILE
        self._database = self._open()

    def get(self, key: str) -> dict[str, Any] | None:
        """What was kept under a key."""
        if self._fresh:
            return None
        rows = self._execute("SELECT value FROM verdicts WHERE key = ?", key)
        try:
            value = json.loads(rows[0][0]) if rows else None
        except (ValueError, TypeError):
            return None
        if not isinstance(value, dict):
            return None
        self._used.add(key)
        return value

    def put(self, key: str, value: dict[str, Any]) -> None:
        """Keep something under a key."""
        self._execute("INSERT OR REPLACE INTO verdicts VALUES (?, ?, ?)", key, json.dumps(value), self._began)

    def close(self) -> None:
        """Let go of the file, once it is noted what was used; can be called again."""
        with self._lock, contextlib.suppress(sqlite3.Error):
            database, self._database = self._database, None
            if database is not None:
                with contextlib.closing(database), database:
                    uses = [(self._began, key) for key in self._used]
                    database.executemany("UPDATE verdicts SET used = ? WHERE key = ?", uses)
                    database.execute(_PRUNE, (_ROWS_KEPT,))

    def _execute(self, statement: str, *parameters: object) -> list[tuple[Any, ...]]:
        with self._lock:
            if self._database is None:
                return []
            try:
                with self._database:
                    return self._database.execute(statement, parameters).fetchall()
            except sqlite3.OperationalError:  # a full disk, another process that holds on to it
                return []
            except sqlite3.DatabaseError:
                self._database.close()
                self._database = self._replace()
                return []

    def _open(self) -> sqlite3.Connection | None:
        if self._path is None:
            return None
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            return self._connect(self._path)
        except (OSError, sqlite3.OperationalError):
            return None
        except sqlite3.DatabaseError:
            return self._replace()

    def _replace(self) -> sqlite3.Connection | None:
        """A new file in the place of one that is no database, or a damaged one: nothing in it is worth keeping."""
        assert self._path is not None  # noqa: S101  # there was a file
        try:
            for suffix in ("", "-wal", "-shm"):
                self._path.with_name(f"{_FILE}{suffix}").unlink(missing_ok=True)
            return self._connect(self._path)
        except (OSError, sqlite3.Error):
            return None

    @staticmethod
    def _connect(path: Path) -> sqlite3.Connection:
        database = sqlite3.connect(path, check_same_thread=False, timeout=_LOCK_SECONDS)
        try:
            database.execute("PRAGMA journal_mode=WAL")
            database.execute("PRAGMA synchronous=NORMAL")  # a power cut may cost what was judged last, nothing more
            database.executescript(_SCHEMA)
        except sqlite3.Error:
            database.close()
            raise
        return database


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
    package = Path(__file__).parents[2]
    for path in sorted(package.rglob("*.py")):
        if path.relative_to(package).parts[0] not in _NO_PART_IN_VERDICTS:
            code.update(path.read_bytes())
    versions = [f"{name} {importlib.metadata.version(name)}" for name in ("hypothesis", "numpy", "pytest")]
    return [code.hexdigest(), platform.python_version(), platform.machine(), *versions]
