"""The user's history: a row for each result that `judge run` and `judge watch` have shown, in one SQLite file.

Several processes may enter rows at once, and one that dies leaves whole rows only: SQLite's rollback journal sees to both, and
unlike its write-ahead log also where the home folder is on a network. A file that is no history is never touched.
"""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from judge.errors import JudgeError
from judge.model import Grade, Verdict

_LOCK_SECONDS: Final = 5.0
_VERSION: Final = 1
_SCHEMA: Final = """\
CREATE TABLE IF NOT EXISTS attempts (
    at REAL NOT NULL,
    challenge TEXT NOT NULL,
    challenge_digest TEXT NOT NULL,
    submission TEXT NOT NULL,
    submission_digest TEXT NOT NULL,
    seed TEXT NOT NULL,
    verdict TEXT NOT NULL,
    score REAL NOT NULL,
    cpu_seconds REAL NOT NULL,
    peak_memory_bytes INTEGER NOT NULL,
    relative_to_reference REAL
) STRICT"""
_COLUMNS: Final = "at, challenge, challenge_digest, submission, verdict, score, cpu_seconds, relative_to_reference"


class HistoryError(JudgeError):
    """The history cannot be read."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One result.

    Attributes:
        at: When it was entered, in seconds since 1970.
        challenge: The name of the challenge.
        challenge_digest: What the verdict depended on; ratios of two digests are not of one measure.
        submission: The path as it was given, whatever its bytes, with those that are no text escaped.
        score: 0 to 1.
        relative_to_reference: CPU time over the reference's, if it was measured.
    """

    at: float
    challenge: str
    challenge_digest: str
    submission: str
    verdict: Verdict
    score: float
    cpu_seconds: float
    relative_to_reference: float | None


def enter(path: Path, grades: Iterable[Grade]) -> None:
    """Enter grades as they may be shown; where that is impossible, nothing happens: a history is a convenience."""
    now = time.time()
    rows = [
        (
            now,
            grade.challenge,
            grade.challenge_digest,
            grade.submission.encode("utf-8", "backslashreplace").decode(),
            grade.submission_digest,
            str(grade.seed),
            grade.verdict.value,
            grade.score,
            grade.runtime.cpu_seconds,
            grade.runtime.peak_memory_bytes,
            grade.runtime.relative_to_reference,
        )
        for grade in grades
    ]
    with contextlib.suppress(OSError, sqlite3.Error, HistoryError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _opened(path) as (database, version), database:
            if not version:
                database.execute(_SCHEMA)
                database.execute(f"PRAGMA user_version = {_VERSION}")
            database.executemany(f"INSERT INTO attempts VALUES ({', '.join('?' * 11)})", rows)  # noqa: S608  # marks only


def attempts(path: Path) -> list[Attempt]:
    """All results there are, in the order in which they were entered.

    Raises:
        HistoryError: The file cannot be read, is no history, or is one of a later judge.
    """
    if not path.exists():
        return []
    try:
        with _opened(path) as (database, version):
            if not version:  # somebody was interrupted before the first row
                return []
            rows = database.execute(f"SELECT {_COLUMNS} FROM attempts ORDER BY rowid").fetchall()  # noqa: S608  # our own names
        return [
            Attempt(at, challenge, digest, submission, Verdict(verdict), score, cpu_seconds, ratio)
            for at, challenge, digest, submission, verdict, score, cpu_seconds, ratio in rows
        ]
    except sqlite3.OperationalError as error:
        raise HistoryError(f"{path} cannot be read: {error}") from error
    except (sqlite3.DatabaseError, ValueError) as error:
        raise HistoryError(f"{path} is no history, or a damaged one ({error}); move it away to begin anew") from error


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[tuple[sqlite3.Connection, int]]:
    """The database and the version of its schema, 0 where there is none yet."""
    with contextlib.closing(sqlite3.connect(path, timeout=_LOCK_SECONDS)) as database:
        (version,) = database.execute("PRAGMA user_version").fetchone()
        if version > _VERSION:
            raise HistoryError(f"{path} is of a later judge (version {version}, known is {_VERSION}); update judge")
        yield database, version
