"""A local pool of processes for tasks: started by exec, one per core, deaf to Ctrl-C, and gone when the caller is."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.connection import wait
from multiprocessing.util import Finalize


class LocalPool(ProcessPoolExecutor):
    """An executor whose processes keep warm graders.

    They are started anew, never forked: a fork would carry the caller's memory, threads and open files along.

    Args:
        processes: How many; by default one for each core this process may use.
    """

    def __init__(self, processes: int | None = None) -> None:
        super().__init__(
            max_workers=processes or count_cores(),
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_begin,
        )

    def abandon(self) -> None:
        """End the processes at once, whatever they are doing."""
        processes = list((self._processes or {}).values())
        self.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            with contextlib.suppress(ValueError):  # it has ended already
                process.kill()


def count_cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _begin() -> None:
    """In a process of the pool: leave interrupts to the caller, end hosts at the end, and end when the caller is gone."""
    from judge.batch.tasks import forget_challenges  # noqa: PLC0415  # the caller imports this module, and no grader

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Finalize(None, forget_challenges, exitpriority=10)
    threading.Thread(target=_end_with_caller, daemon=True).start()


def _end_with_caller() -> None:
    # A killed caller cannot tell its pool, whose processes would wait for the next task for ever.
    caller = multiprocessing.parent_process()
    if caller is not None:
        wait([caller.sentinel])
        os._exit(1)
