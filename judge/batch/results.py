"""The results of a batch on disk: one line for each submission, written as it is judged, found again after a power cut.

`results.jsonl` is the only truth. What is in it is known from an index, which is made anew from it at every start: which
submissions are done, and where the first of each content is, so that memory does not grow with their number.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import json
import os
import sqlite3
import tempfile
import time
from pathlib import Path
from typing import Any, Final, Self

from judge.batch.inputs import id_key
from judge.errors import JudgeError, UsageError
from judge.report.batch.atomic import replacing

RESULTS_FILE: Final = "results.jsonl"
SETTINGS_FILE: Final = "batch.json"
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
        UsageError: The folder holds results already and they are not to be resumed, or those of another batch; another judge
            writes there; or it cannot be written.
    """

    def __init__(self, folder: Path, settings: dict[str, Any], *, resume: bool) -> None:
        self.folder = folder
        self.counts: dict[str, int] = {}
        self._path = folder / RESULTS_FILE
        self._settings = settings
        self._synced_at = 0.0
        with contextlib.ExitStack() as resources:
            try:
                folder.mkdir(parents=True, exist_ok=True)
                self._lock(resources.enter_context((folder / _LOCK_FILE).open("w")))
                self._check(resume=resume)
                self._keep_settings(finished=False, in_sight=None)
                self._index = resources.enter_context(contextlib.closing(_open_index()))
                self._position = 0
                self._restore()
                self._file = resources.enter_context(self._path.open("ab", buffering=0))
                _sync_folder(folder)
            except OSError as error:
                raise UsageError(f"{error.filename or folder}: cannot be written: {error.strerror}") from error
            self._resources = resources.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._resources.close()

    def __len__(self) -> int:
        return sum(self.counts.values())

    def is_done(self, name: str) -> bool:
        """Whether there is a result for a submission."""
        return self._look_up("SELECT 1 FROM done WHERE id = ?", id_key(name)) is not None

    def find(self, challenge_digest: str, submission_digest: str) -> dict[str, Any] | None:
        """The result of the first submission with a content."""
        row = self._look_up(
            "SELECT position FROM first WHERE content = ?", _content_key(challenge_digest, submission_digest)
        )
        if row is None:
            return None
        with self._path.open("rb") as file:
            file.seek(row[0])
            result: dict[str, Any] = json.loads(file.readline())
        return result

    def add(self, result: dict[str, Any]) -> None:
        """Write a result, so that it is there whatever happens to this process.

        Raises:
            JudgeError: The disk is full, or the folder is gone.
        """
        line = json.dumps(result).encode() + b"\n"
        try:
            rest = memoryview(line)
            while rest:
                rest = rest[self._file.write(rest) :]
            now = time.monotonic()
            if now - self._synced_at > _SYNC_SECONDS:  # a power cut costs a second's work, which is judged again
                self._synced_at = now
                os.fsync(self._file.fileno())
        except OSError as error:
            with contextlib.suppress(OSError):
                self._file.truncate(self._position)
            mend = "go on with --resume when that is mended"
            raise JudgeError(f"{self._path}: cannot be written: {error.strerror}; {mend}") from error
        self._enter(result, self._position)
        self._position += len(line)

    def finish(self, in_sight: int) -> None:
        """Enter that every submission has its result.

        Args:
            in_sight: How many submissions there are in all shards together.

        Raises:
            OSError: That cannot be written.
        """
        os.fsync(self._file.fileno())
        self._keep_settings(finished=True, in_sight=in_sight)

    def _lock(self, file: Any) -> None:  # noqa: ANN401  # any open file
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UsageError(f"{self.folder}: another judge is writing there") from None
        except OSError as error:
            if error.errno not in {errno.ENOSYS, errno.ENOTSUP, errno.ENOLCK}:  # Lustre may be mounted without locks
                raise

    def _check(self, *, resume: bool) -> None:
        """Make sure that results which are there belong to this batch."""
        if not self._path.exists():
            return
        if not resume:
            raise UsageError(f"{self.folder} holds results already; go on with --resume, or name another folder")
        if not self._path.stat().st_size:
            return
        before = read_settings(self.folder)
        for key, value in self._settings.items():
            if before.get(key) != value:
                what = (
                    "a challenge was changed"
                    if key == "challenges"
                    else f"{key} was {before.get(key)!r}, now {value!r}"
                )
                raise UsageError(f"{self.folder} holds results of another batch: {what}; name another folder")

    def _keep_settings(self, *, finished: bool, in_sight: int | None) -> None:
        with replacing(self.folder / SETTINGS_FILE) as file:
            json.dump({**self._settings, "finished": finished, "submissions": in_sight}, file, indent=2)
            file.write("\n")

    def _restore(self) -> None:
        """Index the results that are there. What a power cut or a full disk left unfinished is removed, and judged again."""
        self._path.touch()
        read = whole = 0
        with self._path.open("rb") as file:
            for line in file:
                read += len(line)
                result = _read_result(line)
                if result is not None:
                    self._enter(result, self._position)
                    self._position += len(line)
                    whole = read
        if whole > self._position:  # damaged lines before whole ones: a disk need not write in order
            _remove_damaged_lines(self._path)
        os.truncate(self._path, self._position)

    def _enter(self, result: dict[str, Any], position: int) -> None:
        self._change("INSERT OR IGNORE INTO done VALUES (?)", id_key(result["id"]))
        if "duplicate_of" not in result:
            key = _content_key(result["challenge"]["digest"], result["submission"]["digest"])
            self._change("INSERT OR IGNORE INTO first VALUES (?, ?)", key, position)
        self.counts[result["verdict"]] = self.counts.get(result["verdict"], 0) + 1

    def _look_up(self, query: str, key: bytes) -> tuple[int] | None:
        row: tuple[int] | None = self._index.execute(query, (key,)).fetchone()
        return row

    def _change(self, query: str, *values: bytes | int) -> None:
        try:
            self._index.execute(query, values)
        except sqlite3.Error as error:
            raise JudgeError(f"the index of the results has no room in {tempfile.gettempdir()}: {error}") from error


def read_settings(folder: Path) -> dict[str, Any]:
    """What a batch was started with, from its output folder.

    Returns:
        The settings, `finished`, and `submissions`: how many there are in all shards together, None if that is not known yet.

    Raises:
        UsageError: There are none, or they are damaged.
    """
    path = folder / SETTINGS_FILE
    try:
        settings = json.loads(path.read_bytes())
    except OSError as error:
        raise UsageError(f"{folder} is no output of judge grade: {path}: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{path}: is damaged: {error}; name another folder") from error
    if not isinstance(settings, dict):
        raise UsageError(f"{path}: is damaged: it holds no object; name another folder")
    return settings


def _open_index() -> sqlite3.Connection:
    index = sqlite3.connect("", isolation_level=None)  # a temporary file, which goes with the connection
    index.execute("PRAGMA journal_mode=OFF")  # it is made anew from the results at every start
    index.execute("BEGIN")
    index.execute("CREATE TABLE done (id BLOB PRIMARY KEY) WITHOUT ROWID")
    index.execute("CREATE TABLE first (content BLOB PRIMARY KEY, position INTEGER) WITHOUT ROWID")
    return index


def _content_key(challenge_digest: str, submission_digest: str) -> bytes:
    """What two submissions share whose results are the same, as a short key."""
    return id_key(f"{challenge_digest} {submission_digest}")


def _read_result(line: bytes) -> dict[str, Any] | None:
    """The result in a line; None if the line is damaged."""
    try:
        result: dict[str, Any] = json.loads(line)
        _ = id_key(result["id"]), result["verdict"], result["challenge"]["digest"], result["submission"]["digest"]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    return result if line.endswith(b"\n") else None


def _remove_damaged_lines(path: Path) -> None:
    part = path.with_name(f".{path.name}.part")
    with path.open("rb") as damaged, part.open("wb") as file:
        file.writelines(line for line in damaged if _read_result(line) is not None)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def _sync_folder(folder: Path) -> None:
    """Have the folder's new files survive a power cut: syncing a file does not keep its name (fsync(2))."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
