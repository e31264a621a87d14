"""The user's folder of recorded examples, so that the next run need not generate them: files named by what they depend on.

Nothing in a file is believed before its checksum holds; a corrupt, foreign or older file counts as none and is written anew.
Writing is atomic and a convenience: where it fails, recordings last as long as the process. `JUDGE_CACHE=0` turns it off.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import platform
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from judge import __version__
from judge.storage import cache_folder, remove_oldest, write_atomically
from judge.wire import codec

if TYPE_CHECKING:
    from judge.grading.session import Recordings

FOLDER_BYTES: Final = 256 << 20
"""What all recordings together may take; beyond it those that were not used for the longest time go."""

_MAGIC: Final = b"judge recordings 1\n"
_DIGEST_BYTES: Final = 32


class RecordingStore:
    """Recordings of one challenge on disk, a file for each seed.

    Args:
        digest: The challenge's.
        folder: The folder to use instead of the user's own.
    """

    def __init__(self, digest: str, folder: Path | None = None) -> None:
        self._digest = digest
        base = folder or cache_folder()
        self._folder = None if base is None else base / "recordings"

    def load(self, seed: int) -> Recordings:
        """The recordings kept for a seed; empty where there are none that can be used."""
        from judge.grading.recording import Recording  # noqa: PLC0415  # not before a recording is wanted

        if self._folder is None:
            return {}
        path = self._path(seed)
        try:
            content = path.read_bytes()
            magic, checksum, body = _split(content)
            if magic != _MAGIC or hashlib.sha256(body).digest() != checksum:
                return {}
            os.utime(path)  # so that what is used stays
            return {
                name: None if kept is None else Recording(kept[0], tuple(kept[1]), *kept[2:])
                for name, kept in codec.decode(body).items()
            }
        except (OSError, codec.MalformedValueError):
            return {}

    def save(self, seed: int, recordings: Recordings) -> None:
        """Keep the recordings of a seed, if the folder can be written."""
        if self._folder is None:
            return
        body = codec.encode(
            {
                name: None if kept is None else (kept.statuses, list(kept.examples), kept.exhausted, kept.draws)
                for name, kept in recordings.items()
            }
        )
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            write_atomically(self._path(seed), _MAGIC + hashlib.sha256(body).digest() + body)
            remove_oldest(self._folder, FOLDER_BYTES)

    def _path(self, seed: int) -> Path:
        assert self._folder is not None  # noqa: S101  # asked by both callers
        return self._folder / hashlib.sha256(f"{self._key} {seed}".encode()).hexdigest()

    @cached_property
    def _key(self) -> str:
        """What decides what is generated, besides the seed."""
        import hypothesis  # noqa: PLC0415  # loaded by now: asking importlib.metadata would search every folder of the path

        return f"{self._digest} {__version__} {hypothesis.__version__} {platform.python_version()}"


def _split(content: bytes) -> tuple[bytes, bytes, bytes]:
    body = len(_MAGIC) + _DIGEST_BYTES
    return content[: len(_MAGIC)], content[len(_MAGIC) : body], content[body:]
