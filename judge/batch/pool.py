"""A local pool of processes for tasks: started by exec, one per core, deaf to Ctrl-C, and gone when the caller is."""

from __future__ import annotations

import multiprocessing
import os
import signal
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.util import Finalize


def local_pool(processes: int | None = None) -> ProcessPoolExecutor:
    """An executor whose processes keep warm graders.

    They are started anew, never forked: a fork would carry the caller's memory, threads and open files along.

    Args:
        processes: How many; by default one for each core this process may use.
    """
    return ProcessPoolExecutor(
        max_workers=processes or count_cores(),
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_begin,
    )


def count_cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _begin() -> None:
    """In a process of the pool: leave interrupts to the caller, and end hosts at the end."""
    from judge.batch.tasks import close_graders  # noqa: PLC0415  # the caller imports this module, and no grader

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Finalize(None, close_graders, exitpriority=10)
