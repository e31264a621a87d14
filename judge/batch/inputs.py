"""What a batch judges: all its submissions, each with its challenge; checked before the first is judged.

They are walked through twice, first to check and count them, then to judge them; the ids in sight are kept on disk meanwhile.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import Self

from judge.batch.sources import Source, find_sources
from judge.challenge import Challenge, find_challenge, load_challenge
from judge.errors import UsageError


class Inputs:
    """The submissions of a batch, or of a shard of it; a context manager.

    Args:
        challenge: The challenge of submissions that name none.
        paths: See `find_sources`.
        shard: Number of the shard, from 1, and how many there are. A submission's id decides which shard it belongs to, so that
            each shard can be started when files have come or gone since the last.

    Attributes:
        in_sight: How many submissions there are in all shards together.
        count: How many there are to judge.

    Raises:
        UsageError: A path means nothing, a line of a JSONL is damaged, an id comes twice, or there is no submission.
        ChallengeError: A challenge that a line names cannot be used.
    """

    def __init__(self, challenge: Challenge, paths: Sequence[str], shard: tuple[int, int] | None = None) -> None:
        self.default = challenge
        self._paths = paths
        self._shard = shard
        self._challenges: dict[str | None, Challenge] = {None: challenge}
        self._ids = sqlite3.connect("", isolation_level=None)  # a temporary file, which goes with the connection
        self._ids.execute("PRAGMA journal_mode=OFF")
        self._ids.execute("BEGIN")
        self._ids.execute("CREATE TABLE ids (id BLOB PRIMARY KEY, is_file INTEGER) WITHOUT ROWID")
        self.in_sight = self.count = 0
        for source in find_sources(paths):
            self._check(source)
        if not self.in_sight:
            raise UsageError(f"there is no submission in {', '.join(paths)}; a submission is a .py file")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._ids.close()

    def __iter__(self) -> Iterator[tuple[Source, Challenge]]:
        """The submissions with their challenges; only once."""
        for source in find_sources(self._paths):
            key = id_key(source.id)
            # What is not there any more was named twice, and what never was has come since.
            if self._is_ours(key) and self._ids.execute("DELETE FROM ids WHERE id = ?", (key,)).rowcount:
                yield source, self._challenge_of(source)

    @property
    def challenges(self) -> list[Challenge]:
        """Every challenge that a submission is for."""
        return list({challenge.digest: challenge for challenge in self._challenges.values()}.values())

    def _check(self, source: Source) -> None:
        key = id_key(source.id)
        with closing(self._ids.execute("SELECT is_file FROM ids WHERE id = ?", (key,))) as found:
            before = found.fetchone()
        if before is not None:
            if source.is_file and before[0]:
                return  # a file that two of the paths mean
            raise UsageError(f"{source.place}: the id {source.id!r} came before; each submission needs its own")
        self._challenge_of(source)
        self._ids.execute("INSERT INTO ids VALUES (?, ?)", (key, source.is_file))
        self.in_sight += 1
        self.count += self._is_ours(key)

    def _is_ours(self, key: bytes) -> bool:
        if self._shard is None:
            return True
        index, count = self._shard
        return int.from_bytes(key, "big") % count == index - 1

    def _challenge_of(self, source: Source) -> Challenge:
        if source.challenge not in self._challenges:
            try:
                challenge = load_challenge(find_challenge(str(source.challenge)))
            except UsageError as error:
                raise UsageError(f"{source.place}: {error}") from error
            for other in self._challenges.values():
                if other.name == challenge.name and other.digest != challenge.digest:
                    raise UsageError(
                        f"{source.place}: {challenge.folder} and {other.folder} are two challenges of one name"
                    )
            self._challenges[source.challenge] = challenge
        return self._challenges[source.challenge]


def id_key(name: str) -> bytes:
    """A short key for an id, of the same length for all: 128 bits of its SHA-256."""
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).digest()[:16]
