"""Resource limits (setrlimit(2)): the innermost layer, set by each worker on itself before it is sent the submission.

They are backstops. What decides verdicts is what the judge reads of the worker's real use; these bound the damage between two
readings.
"""

from __future__ import annotations

import contextlib
import math
import os
import re
import resource
from pathlib import Path
from typing import Final

from judge.model import Limits

_ADDRESS_SPACE_ALLOWANCE: Final = 4 << 30
"""Address space beyond the memory limit: reserved thread stacks and allocator arenas are address space but not memory."""

_CPU_ALLOWANCE: Final = 5
_OPEN_FILES: Final = 256
_FILE_BYTES: Final = 64 << 20
_THREADS: Final = 256
_PENDING_SIGNALS: Final = 1_000
_COUNTED_PER_NAMESPACE_SINCE: Final = (5, 14)


def resource_limits(limits: Limits) -> list[tuple[int, int]]:
    """Hard limits for a worker: address space, CPU time, file size, open files, threads, no core dumps.

    Args:
        limits: The submission's limits; each hard limit leaves room above, so that the judge's own reading comes first.

    Returns:
        Pairs of a resource, as the `resource` module numbers it, and its ceiling.
    """
    ceilings = [
        (resource.RLIMIT_AS, limits.memory_bytes + _ADDRESS_SPACE_ALLOWANCE),
        (resource.RLIMIT_CPU, math.ceil(limits.cpu_seconds + limits.import_seconds) + _CPU_ALLOWANCE),
        (resource.RLIMIT_FSIZE, _FILE_BYTES),
        (resource.RLIMIT_NOFILE, _OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ]
    if hasattr(resource, "RLIMIT_SIGPENDING"):
        # Timers count too, and the kernel counts them per user: unbounded, a worker could leave the judge's user none.
        ceilings.append((resource.RLIMIT_SIGPENDING, _PENDING_SIGNALS))
    # The kernel counts threads per user, not per worker. The user's own number is not to be had cheaply; that of the whole
    # machine is no smaller.
    if tasks := _tasks_of_this_machine():
        ceilings.append((resource.RLIMIT_NPROC, tasks + _THREADS))
    return ceilings


def contained_resource_limits() -> list[tuple[int, int]]:
    """Those that can be lower in namespaces: a user namespace has a count of its own since Linux 5.14."""
    version = re.match(r"(\d+)\.(\d+)", os.uname().release)
    counted = version is not None and tuple(map(int, version.groups())) >= _COUNTED_PER_NAMESPACE_SINCE
    return [(resource.RLIMIT_NPROC, _THREADS)] if counted else []


def _tasks_of_this_machine() -> int:
    """How many processes and threads there are, from the fourth field of /proc/loadavg (proc(5)); 0 if it is not there."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        return int(Path("/proc/loadavg").read_text("ascii").split()[3].partition("/")[2])
    return 0
