"""Find the submissions of a batch: files, folders, patterns, or a JSONL of sources; one after another, however many.

Nothing is kept, and nothing in a folder can stop the search: what cannot be read is a submission with a problem.
"""

from __future__ import annotations

import contextlib
import fnmatch
import glob
import json
import os
import sqlite3
import stat
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, BinaryIO, Final

from judge.errors import UsageError

_MOST_BYTES: Final = 64 << 20
_MOST_SORTED_IN_MEMORY: Final = 10_000
_SKIPPED_FOLDERS: Final = {"__pycache__", "node_modules"}
_KINDS: Final = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


class UnreadableError(Exception):
    """There is nothing to judge; the message says why."""


@dataclass(frozen=True, slots=True)
class Source:
    """A submission of a batch.

    Attributes:
        id: What it is called in results: its path, or the `id` of its line.
        place: Where it stands, for messages.
        challenge: The challenge it is for, as written in its line; None for that of the batch.
        text: The source, where it comes from a JSONL.
        problem: Why there is nothing to read.
    """

    id: str
    place: str
    challenge: str | None = None
    text: bytes | None = None
    problem: str = ""

    @property
    def is_file(self) -> bool:
        """Whether it is a file, and not a line."""
        return self.text is None

    def read(self) -> bytes:
        """The submission's bytes.

        Raises:
            UnreadableError: There are none.
        """
        if self.problem:
            raise UnreadableError(self.problem)
        if self.text is not None:
            return self.text
        with _open_regular(self.id) as file:
            size = os.fstat(file.fileno()).st_size
            try:
                content = b"" if size > _MOST_BYTES else file.read(_MOST_BYTES + 1)
            except OSError as error:
                raise UnreadableError(f"the file cannot be read: {error.strerror}") from error
        size = max(size, len(content))
        if size > _MOST_BYTES:
            raise UnreadableError(f"the file has {size:,} bytes, and no submission more than {_MOST_BYTES:,}")
        return content


def find_sources(paths: Sequence[str]) -> Iterator[Source]:
    """The submissions that the paths of a command line mean, in the order of the paths, folders in alphabetical order.

    Args:
        paths: Python files, folders (every `*.py` below them), glob patterns, and `*.jsonl` files, whose lines are objects with
            `id`, `source` and optionally `challenge`. Links to folders are not followed, and a link in a folder to a file
            outside of it is a submission that cannot be read: it would be somebody else's file.

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
        yield Source(path, path)
    elif glob.has_magic(path):
        matches = _match(path)
        first = next(matches, None)
        if first is None:
            raise UsageError(f"{path} matches nothing")
        yield first
        yield from matches
    else:
        raise UsageError(f"{path}: there is no such file or folder")


def _match(pattern: str) -> Iterator[Source]:
    """The submissions that a pattern means. `**` follows no links: `glob` would go round in circles with them."""
    parts = pattern.split("/")
    if "**" not in parts:
        for match, _ in _in_order((match, "") for match in glob.iglob(pattern)):  # noqa: PTH207  # relative as given
            yield from _expand(match)
        return
    first = parts.index("**")
    start = "/".join(parts[:first]) or ("/" if pattern.startswith("/") else ".")
    for folder in sorted(filter(os.path.isdir, glob.glob(start))):  # noqa: PTH207
        for source in _walk(folder):
            names = os.path.relpath(source.id, folder).split("/")
            if source.problem or _fits(names, parts[first:]):
                yield source


def _fits(names: Sequence[str], patterns: Sequence[str]) -> bool:
    """Whether the names of a path fit the patterns one by one, where `**` stands for any number of names."""
    if not patterns:
        return not names
    if patterns[0] == "**":
        return any(_fits(names[skipped:], patterns[1:]) for skipped in range(len(names) + 1))
    return bool(names) and fnmatch.fnmatchcase(names[0], patterns[0]) and _fits(names[1:], patterns[1:])


def _walk(folder: str) -> Iterator[Source]:
    """Every Python file below a folder; a loop, because folders may be nested deeper than functions."""
    root = os.path.realpath(folder)
    try:
        levels = [(folder, _list(folder))]
    except OSError as error:
        raise UsageError(f"{folder}: cannot be listed: {error.strerror}") from error
    while levels:
        parent, entries = levels[-1]
        name, kind = next(entries, ("", ""))
        path = os.path.join(parent, name)  # noqa: PTH118  # `Path` would change the name
        if not name:
            levels.pop()
        elif kind == "folder":
            try:
                levels.append((path, _list(path)))
            except OSError as error:
                yield Source(path, path, problem=f"the folder cannot be listed: {error.strerror}")
        elif kind == "link" and not os.path.realpath(path).startswith(os.path.join(root, "")):  # noqa: PTH118
            yield Source(path, path, problem=f"a symbolic link that leads out of {folder}; name the file itself")
        else:
            yield Source(path, path)


def _list(folder: str) -> Iterator[tuple[str, str]]:
    """Names and kinds of what counts in a folder, in alphabetical order."""
    with os.scandir(folder) as entries:
        return _in_order(
            (entry.name, "folder" if is_folder else "link" if entry.is_symlink() else "file")
            for entry in entries
            if not _is_skipped(entry.name)
            if (is_folder := entry.is_dir(follow_symlinks=False)) or entry.name.endswith(".py")
        )


def _is_skipped(name: str) -> bool:
    return name.startswith(".") or name in _SKIPPED_FOLDERS


def _in_order(entries: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Pairs sorted by their first part: a few in memory, many on disk."""
    rest = iter(entries)
    some = list(islice(rest, _MOST_SORTED_IN_MEMORY))
    if len(some) < _MOST_SORTED_IN_MEMORY:
        return iter(sorted(some, key=lambda entry: os.fsencode(entry[0])))
    table = sqlite3.connect("")  # a temporary file, which goes with the connection
    table.execute("CREATE TABLE entries (name BLOB PRIMARY KEY, kind TEXT) WITHOUT ROWID")
    for entries_in_turn in (some, rest):
        table.executemany(
            "INSERT OR IGNORE INTO entries VALUES (?, ?)", ((os.fsencode(name), kind) for name, kind in entries_in_turn)
        )
    return ((os.fsdecode(name), kind) for name, kind in table.execute("SELECT * FROM entries ORDER BY name"))


@contextlib.contextmanager
def _open_regular(path: str) -> Iterator[BinaryIO]:
    """Open a file that is one: opening a pipe can take for ever, and so can reading a device.

    Raises:
        UnreadableError: It is none, or cannot be opened.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise UnreadableError(f"the file cannot be read: {error.strerror}") from error
    with open(descriptor, "rb") as file:  # noqa: PTH123  # a descriptor
        kind = stat.S_IFMT(os.fstat(descriptor).st_mode)
        if kind != stat.S_IFREG:
            raise UnreadableError(f"this is {_KINDS.get(kind, 'something')}, no file")
        yield file


def _read_lines(path: str) -> Iterator[Source]:
    try:
        with _open_regular(path) as file:
            for number, line in enumerate(iter(lambda: file.readline(_MOST_BYTES + 1), b""), start=1):
                if len(line) > _MOST_BYTES:
                    raise UsageError(f"{path}:{number}: the line has more than {_MOST_BYTES:,} bytes")
                if line.strip():
                    yield _read_line(line, f"{path}:{number}")
    except UnreadableError as error:
        raise UsageError(f"{path}: {error}") from error
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from error


def _read_line(line: bytes, place: str) -> Source:
    try:
        entry: Any = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{place}: is no JSON: {error}") from error
    if not isinstance(entry, dict):
        raise UsageError(f"{place}: must be an object with 'id' and 'source', not {type(entry).__name__}")
    name, source, challenge = (entry.get(key) for key in ("id", "source", "challenge"))
    if not isinstance(name, str | int) or isinstance(name, bool):
        raise UsageError(f"{place}: 'id' must be a string or a whole number, not {_shown(entry, 'id')}")
    if not isinstance(source, str):
        raise UsageError(f"{place}: 'source' must be a string, not {_shown(entry, 'source')}")
    if challenge is not None and not isinstance(challenge, str):
        raise UsageError(f"{place}: 'challenge' must be a string, not {_shown(entry, 'challenge')}")
    return Source(str(name), place, challenge, source.encode("utf-8", "surrogatepass"))


def _shown(entry: dict[str, Any], key: str) -> str:
    return f"{entry[key]!r:.80}" if key in entry else "missing"
