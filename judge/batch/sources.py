"""Find the submissions of a batch: files, folders, patterns, or a JSONL of sources; one after another, however many.

Nothing is kept: a batch walks through its sources twice, first to check and count them, then to judge them.
"""

from __future__ import annotations

import glob
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from judge.errors import UsageError

_MOST_BYTES: Final = 64 << 20
_SKIPPED_FOLDERS: Final = {"__pycache__", "node_modules"}


@dataclass(frozen=True, slots=True)
class Source:
    """A submission of a batch.

    Attributes:
        id: What it is called in results: its path, or the `id` of its line.
        challenge: The challenge it is for, as written in its line; None for that of the batch.
        text: The source, where it comes from a JSONL.
        place: Where it stands, for messages.
    """

    id: str
    challenge: str | None
    text: bytes | None
    place: str

    def read(self) -> bytes:
        """The submission's bytes.

        Raises:
            OSError: The file cannot be read.
        """
        if self.text is not None:
            return self.text
        with open(self.id, "rb") as file:  # noqa: PTH123  # `Path` would change the name
            return file.read(_MOST_BYTES + 1)


def find_sources(paths: Sequence[str]) -> Iterator[Source]:
    """The submissions that the paths of a command line mean, in the order of the paths, folders in alphabetical order.

    Args:
        paths: Python files, folders (every `*.py` below them), glob patterns, and `*.jsonl` files, whose lines are objects with
            `id`, `source` and optionally `challenge`.

    Raises:
        UsageError: A path means nothing, or a line is not such an object.
    """
    for path in paths:
        yield from _expand(path)


def _expand(path: str) -> Iterator[Source]:
    if os.path.isdir(path):  # noqa: PTH112
        yield from _walk(path)
    elif path.endswith((".jsonl", ".ndjson")):
        yield from _read_lines(path)
    elif os.path.lexists(path):
        yield Source(path, None, None, path)
    elif glob.has_magic(path):
        matches = sorted(glob.glob(path, recursive=True))  # noqa: PTH207  # relative as given
        if not matches:
            raise UsageError(f"{path} matches nothing")
        for match in matches:
            yield from _expand(match)
    else:
        raise UsageError(f"{path}: there is no such file or folder")


def _walk(folder: str) -> Iterator[Source]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        raise UsageError(f"{folder}: cannot be listed: {error.strerror}") from error
    for entry in entries:
        if entry.name.startswith(".") or entry.name in _SKIPPED_FOLDERS:
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(entry.path)
        elif entry.name.endswith(".py"):
            yield Source(entry.path, None, None, entry.path)


def _read_lines(path: str) -> Iterator[Source]:
    try:
        with Path(path).open("rb") as file:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    yield _read_line(line, f"{path}:{number}")
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from error


def _read_line(line: bytes, place: str) -> Source:
    try:
        entry: Any = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{place}: is no JSON: {error}") from error
    if not isinstance(entry, dict):
        raise UsageError(f"{place}: must be an object with 'id' and 'source', not {type(entry).__name__}")
    for key in ("id", "source"):
        if not isinstance(entry.get(key), str | int if key == "id" else str) or isinstance(entry.get(key), bool):
            raise UsageError(f"{place}: {key!r} must be a string, not {entry.get(key)!r:.80}")
    challenge = entry.get("challenge")
    if challenge is not None and not isinstance(challenge, str):
        raise UsageError(f"{place}: 'challenge' must be a string, not {challenge!r:.80}")
    text = entry["source"].encode("utf-8", "surrogatepass")
    return Source(str(entry["id"]), challenge, text, place)


def in_shard(number: int, shard: tuple[int, int]) -> bool:
    """Whether the submission of a number, from 0, belongs to a shard.

    Args:
        number: Its place among all submissions of the batch.
        shard: Number of the shard, from 1, and how many there are. Neighbours go to different shards, since neighbours
            often take equally long.
    """
    index, count = shard
    return number % count == index - 1
