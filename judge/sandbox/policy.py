"""Put together what a host is told to contain its workers with: plain data, decided on the trusted side."""

from __future__ import annotations

import os
import pwd
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any, Final

from judge.sandbox.readable import readable_paths
from judge.sandbox.rlimits import contained_resource_limits
from judge.sandbox.seccomp import worker_filter
from judge.sandbox.support import landlock_abi, may_become, seccomp_problem

_SCRATCH_BYTES: Final = 16 << 20
_SCRATCH_FILES: Final = 1_000
_OVERFLOW_ID: Final = 65_534


def host_policy(
    folder: str, returned_bytes: int, secret: Iterable[Path], without: Collection[str] = (), *, numpy: bool = False
) -> dict[str, Any]:
    """The policy for a host.

    Args:
        folder: An empty folder in which the host may build a private root.
        returned_bytes: The largest encoded reply a worker may send.
        secret: Folders and files that must stay out of sight: the challenge, the reference, the judge's own tests.
        without: Layers to leave out, for tests.
        numpy: Whether the host imports numpy, for workers to find it loaded.
    """
    paths = readable_paths(secret)
    user = worker_user()
    filter_ = None if "seccomp" in without or seccomp_problem() else worker_filter()
    return {
        "folder": folder,
        "returned_bytes": returned_bytes,
        "readable": list(paths),
        "user": user,
        "outer_user": os.geteuid() if user is None else user,
        "read_anything": user is not None and not all(_readable_by_others(Path(path)) for path in paths),
        "rlimits": "rlimits" not in without,
        "contained_rlimits": contained_resource_limits(),
        "seccomp": None if filter_ is None else (filter_.template, list(filter_.gaps)),
        "landlock": 0 if "landlock" in without else landlock_abi(),
        "namespaces": "namespaces" not in without,
        "numpy": numpy,
        "scratch_bytes": _SCRATCH_BYTES,
        "scratch_files": _SCRATCH_FILES,
    }


def worker_user() -> int | None:
    """The id that workers take where the judge is root; None where they keep the judge's."""
    nobody = _nobody()
    return nobody if os.geteuid() == 0 and may_become(nobody) else None


def _nobody() -> int:
    try:
        return pwd.getpwnam("nobody").pw_uid
    except KeyError:
        return _OVERFLOW_ID


def _readable_by_others(path: Path) -> bool:
    """Whether every folder above a path lets others through."""
    return all(parent.stat().st_mode & 0o001 for parent in path.resolve().parents)
