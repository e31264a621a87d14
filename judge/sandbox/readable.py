"""What a worker may read: the interpreter, its standard library and site-packages, and what these need of the system.

Never a folder that holds a challenge, a reference solution or the judge's tests: where one lies inside a readable folder (a
virtual environment in the repository, challenges installed in site-packages), the folder is replaced by its other entries.
"""

from __future__ import annotations

import os
import site
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

_SYSTEM: Final = (
    "/lib",
    "/lib64",
    "/usr/lib",
    "/usr/lib64",
    "/usr/local/lib",
    "/usr/share/zoneinfo",
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/dev/null",
    "/dev/zero",
    "/dev/random",
    "/dev/urandom",
)
"""Shared libraries that extension modules load, time zones, and devices that hold nothing."""


def readable_paths(secret: Iterable[Path]) -> tuple[str, ...]:
    """Paths that workers may read, with everything below them.

    Args:
        secret: Folders and files that must stay out of sight.
    """
    hidden = [path.resolve() for path in secret]
    paths = sysconfig.get_paths()
    own = [paths[name] for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    libraries = [os.path.join(prefix, "lib") for prefix in (sys.base_prefix, sys.base_exec_prefix)]  # noqa: PTH118
    wanted = [*own, *libraries, *site.getsitepackages(), *_SYSTEM]
    found: dict[str, None] = {}
    for path in dict.fromkeys(Path(name) for name in wanted):
        # A link in a path is followed by the kernel, which then asks about the target: name both.
        for each in dict.fromkeys((path, path.resolve())):
            found.update(dict.fromkeys(_without(each, hidden)))
    return tuple(name for name in found if not any(str(parent) in found for parent in Path(name).parents))


def _without(path: Path, hidden: list[Path]) -> Iterator[str]:
    """The path, or what is in it but for what is hidden."""
    if not path.exists():
        return
    resolved = path.resolve()
    if any(resolved == secret for secret in hidden):
        return
    if not any(secret.is_relative_to(resolved) for secret in hidden):
        yield str(path)
        return
    for entry in sorted(path.iterdir()):
        if not (entry.is_symlink() and _leads_to(entry.resolve(), hidden)):
            yield from _without(entry, hidden)


def _leads_to(target: Path, hidden: list[Path]) -> bool:
    """Whether a path lies in what is hidden, or holds some of it."""
    return any(target.is_relative_to(secret) or secret.is_relative_to(target) for secret in hidden)
