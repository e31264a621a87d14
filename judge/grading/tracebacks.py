"""Tracebacks as candidates should see them: files of Python and its libraries named from where these begin."""

from __future__ import annotations

import functools
import re
import sysconfig
from typing import Final

_FILE: Final = re.compile(r'(?m)^(\s*File ")([^"\n]+)(?=", line )')


def with_relative_names(traceback: str) -> str:
    """The traceback without the folders of this machine, which say nothing to whoever reads it elsewhere."""
    return _FILE.sub(lambda match: match[1] + _relative(match[2]), traceback)


def _relative(name: str) -> str:
    return next((name.removeprefix(folder) for folder in _library_folders() if name.startswith(folder)), name)


@functools.cache
def _library_folders() -> list[str]:
    """Where libraries are, the innermost folders first."""
    paths = sysconfig.get_paths()
    folders = {f"{paths[kind]}/" for kind in ("purelib", "platlib", "stdlib", "platstdlib")}
    return sorted(folders, key=len, reverse=True)
