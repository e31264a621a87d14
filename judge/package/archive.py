"""ZIP files whose bytes depend on nothing but what is in them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection, Mapping
from typing import Final

_EARLIEST: Final = (1980, 1, 1, 0, 0, 0)
"""The first moment that a ZIP file can name; no entry has another, so that the same files make the same archive."""

_READABLE: Final = 0o100644 << 16
_EXECUTABLE: Final = 0o100755 << 16
_UNIX: Final = 3


def zip_files(files: Mapping[str, bytes], executable: Collection[str] = ()) -> bytes:
    """A ZIP file; its content is not compressed, since how compression comes out depends on the library's version.

    Args:
        files: Contents by name.
        executable: Names of those that may be executed.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, _EARLIEST)
            entry.external_attr = _EXECUTABLE if name in executable else _READABLE
            entry.create_system = _UNIX
            archive.writestr(entry, content)
    return buffer.getvalue()
