"""The results of a batch on disk: one line for each submission, written as it is judged, found again after a power cut.

`results.jsonl` is the only truth. Beside it stands an index of what is in it, which is made anew from it at every start: which
submissions are done, and where the first of each content is, so that memory does not grow with their number.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, Self

from judge.errors import UsageError
from judge.storage import write_atomically

RESULTS_FILE: Final = "results.jsonl"
SETTINGS_FILE: Final = "batch.json"
_INDEX_FILE: Final = ".index.sqlite"
_LOCK_FILE: Final = ".lock"
_SYNC_SECONDS: Final = 1.0


class ResultFile:
    """The results of one batch, being written; a context manager.

    Args:
        folder: The output folder; made if it is not there.
        settings: What decides the results: challenges, seed, versions. A batch is only resumed with the same.
        resume: Go on with what is there.

    Attributes:
        counts: How many results there are of each verdict.

    Raises:
        UsageError: The folder holds results already and they are not to be resumed, or those of another batch.
    """

    def __init__(self, folder: Path, settings: dict[str, Any], *, resume: bool) -> None:
        self.folder = folder
        self.counts: dict[str, int] = {}
        self._path = folder / RESULTS_FILE
        self._synced_at = 0.0
        with contextlib.ExitStack() as on_failure:
            try:
                folder.mkdir(parents=True, exist_ok=True)
                self._lock = on_failure.enter_context((folder / _LOCK_FILE).open("w"))
                self._begin(settings, resume=resume)
                self._file = on_failure.enter_context(self._path.open("ab"))
            except OSError as error:
                raise UsageError(f"{error.filename or folder}: cannot be written: {error.strerror}") from error
            self._index = self._make_index()
            self._resources = on_failure.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._index.close()
        (self.folder / _INDEX_FILE).unlink(missing_ok=True)
        self._resources.close()

    def __len__(self) -> int:
        return sum(self.counts.values())

    def _begin(self, settings: dict[str, Any], *, resume: bool) -> None:
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UsageError(f"{self.folder}: another judge is writing there") from None
        kept = self.folder / SETTINGS_FILE
        if self._path.exists() and not resume:
            raise UsageError(f"{self.folder} holds results already; go on with --resume, or name another folder")
        if kept.exists() and resume:
            before = json.loads(kept.read_bytes())
            for key, value in settings.items():
                if before.get(key) != value:
                    what = f"{key} was {before.get(key)!r} and is {value!r}"
                    raise UsageError(f"{self.folder} holds results of another batch: {what}; name another folder")
        self._settings = settings
        self._keep_settings(finished=False)

    def _keep_settings(self, *, finished: bool) -> None:
        content = json.dumps({**self._settings, "finished": finished}, indent=2) + "\n"
        write_atomically(self.folder / SETTINGS_FILE, content.encode())

    def finish(self) -> None:
        """Enter that every submission of the batch has its result."""
        self._keep_settings(finished=True)

    def _make_index(self) -> sqlite3.Connection:
        path = self.folder / _INDEX_FILE
        path.unlink(missing_ok=True)
        index = sqlite3.connect(path)
        index.execute("PRAGMA synchronous=OFF")  # it is made anew from the results at every start
        index.execute("PRAGMA journal_mode=OFF")
        index.execute("CREATE TABLE done (id TEXT PRIMARY KEY) WITHOUT ROWID")
        index.execute("CREATE TABLE first (content TEXT PRIMARY KEY, position INTEGER) WITHOUT ROWID")
        position = 0
        for line in _whole_lines(self._path):
            result = json.loads(line)
            self._enter(index, result, position)
            position += len(line)
        if self._path.stat().st_size > position:  # a line that a power cut or a kill left unfinished
            os.truncate(self._path, position)
        index.commit()
        self._position = position
        return index

    def _enter(self, index: sqlite3.Connection, result: dict[str, Any], position: int) -> None:
        index.execute("INSERT OR IGNORE INTO done VALUES (?)", (result["id"],))
        if "duplicate_of" not in result:
            index.execute("INSERT OR IGNORE INTO first VALUES (?, ?)", (content_key(result), position))
        self.counts[result["verdict"]] = self.counts.get(result["verdict"], 0) + 1

    def is_done(self, name: str) -> bool:
        """Whether there is a result for a submission."""
        return self._index.execute("SELECT 1 FROM done WHERE id = ?", (name,)).fetchone() is not None

    def find(self, challenge_digest: str, submission_digest: str) -> dict[str, Any] | None:
        """The result of the first submission with a content."""
        key = f"{challenge_digest} {submission_digest}"
        row = self._index.execute("SELECT position FROM first WHERE content = ?", (key,)).fetchone()
        if row is None:
            return None
        with self._path.open("rb") as file:
            file.seek(row[0])
            result: dict[str, Any] = json.loads(file.readline())
        return result

    def add(self, result: dict[str, Any]) -> None:
        """Write a result, so that it is there whatever happens to this process.

        Raises:
            OSError: The disk is full, or the folder is gone.
        """
        line = json.dumps(result).encode() + b"\n"
        self._file.write(line)
        self._file.flush()
        now = time.monotonic()
        if now - self._synced_at > _SYNC_SECONDS:  # a power cut costs a second's work, which is judged again
            self._synced_at = now
            os.fsync(self._file.fileno())
        self._enter(self._index, result, self._position)
        self._position += len(line)


def content_key(result: dict[str, Any]) -> str:
    """What two submissions share whose results are the same: challenge and source."""
    return f"{result['challenge']['digest']} {result['submission']['digest']}"


def _whole_lines(path: Path) -> Iterator[bytes]:
    """The finished lines of a file, up to the first that is damaged."""
    if not path.exists():
        path.touch()
    with path.open("rb") as file:
        for line in file:
            try:
                whole = line.endswith(b"\n") and isinstance(json.loads(line), dict)
            except ValueError:
                whole = False
            if not whole:
                return
            yield line
