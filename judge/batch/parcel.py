"""A challenge as bytes, so that it can travel to a machine that does not share this one's files."""

from __future__ import annotations

import contextlib
import io
import shutil
import tempfile
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import Final

from judge.challenge import Challenge, judged_files, load_challenge
from judge.errors import ChallengeError

_FIXED_DATE: Final = (1980, 1, 1, 0, 0, 0)


def pack_challenge(challenge: Challenge) -> bytes:
    """A ZIP of all that can change a verdict, with the reference where it is found beside the challenge or in it."""
    folder = challenge.folder.resolve()
    files = {f"challenges/{challenge.name}/{path.relative_to(folder)}": path for path in judged_files(folder)}
    if not challenge.reference.resolve().is_relative_to(folder):
        files[f"reference/{challenge.name}.py"] = challenge.reference
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, path in files.items():
            archive.writestr(zipfile.ZipInfo(name, _FIXED_DATE), path.read_bytes(), zipfile.ZIP_DEFLATED)
    return content.getvalue()


def unpack_challenge(parcel: bytes, digest: str, where: str) -> Path:
    """Unpack a challenge into a new folder in another, which only this user can read.

    Returns:
        The challenge folder.

    Raises:
        ChallengeError: The parcel is damaged, or holds something else than what the digest says.
    """
    root = Path(tempfile.mkdtemp(prefix="judge-challenge-", dir=where))
    with contextlib.ExitStack() as on_failure:
        on_failure.callback(shutil.rmtree, root, ignore_errors=True)
        try:
            with zipfile.ZipFile(io.BytesIO(parcel)) as archive:
                for name in archive.namelist():
                    if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts:
                        raise ChallengeError(f"a challenge that was sent holds the path {name!r}")
                    path = root / name
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_bytes(archive.read(name))
            (folder,) = (root / "challenges").iterdir()
        except (zipfile.BadZipFile, zlib.error, OSError, ValueError) as error:
            raise ChallengeError(f"a challenge that was sent cannot be unpacked: {error}") from error
        if load_challenge(folder).digest != digest:
            raise ChallengeError(f"{folder.name}: the challenge that was sent is not the one that was asked for")
        on_failure.pop_all()
    return folder
