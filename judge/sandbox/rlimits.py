"""Resource limits (setrlimit(2)): the innermost layer, set by each worker on itself before it is sent the submission.

They are backstops. What decides verdicts is what the judge reads of the worker's real use; these bound the damage between two
readings.
"""

from __future__ import annotations

import math
import resource
from typing import Final

from judge.model import Limits

_ADDRESS_SPACE_ALLOWANCE: Final = 4 << 30
"""Address space beyond the memory limit: reserved thread stacks and allocator arenas are address space but not memory."""

_CPU_ALLOWANCE: Final = 5
_OPEN_FILES: Final = 256
_FILE_BYTES: Final = 64 << 20


def resource_limits(limits: Limits) -> list[tuple[int, int]]:
    """Hard limits for a worker: address space, CPU time, file size, open files, no core dumps.

    Args:
        limits: The submission's limits; each hard limit leaves room above, so that the judge's own reading comes first.

    Returns:
        Pairs of a resource, as the `resource` module numbers it, and its ceiling.
    """
    return [
        (resource.RLIMIT_AS, limits.memory_bytes + _ADDRESS_SPACE_ALLOWANCE),
        (resource.RLIMIT_CPU, math.ceil(limits.cpu_seconds + limits.import_seconds) + _CPU_ALLOWANCE),
        (resource.RLIMIT_FSIZE, _FILE_BYTES),
        (resource.RLIMIT_NOFILE, _OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ]
