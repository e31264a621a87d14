"""A local pool of processes for tasks: started by exec, one per core, deaf to Ctrl-C, and gone when the caller is."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing.util import Finalize
from typing import Any, Final, cast

from judge.measure.process import usable_cores

_END_SECONDS: Final = 5.0
"""How long killed processes, and the thread that manages them, are waited for; they need milliseconds."""


class LocalPool(ProcessPoolExecutor):
    """A pool whose processes end at once where nobody waits for them: a running task may take as long as a time limit."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:  # noqa: ANN401  # as the base class has it
        """Have something done; a process that is started for it is born deaf to Ctrl-C, until it can say so itself."""
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            return super().submit(fn, *args, **kwargs)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002  # as the base class has it
        """End the pool: after its tasks, or else with them."""
        running = self._processes or {}
        manager = cast("threading.Thread | None", self._executor_manager_thread)  # typeshed has another type for it
        super().shutdown(wait=wait, cancel_futures=cancel_futures)  # from here on none is added
        processes = [] if wait else list(running.values())
        for process in processes:
            process.kill()
        for process in processes:
            process.join(_END_SECONDS)
        # Its thread closes a pipe in the end, which the interpreter's own end would write to at the same time (3.11).
        if manager is not None and not wait:
            manager.join(_END_SECONDS)


def local_pool(processes: int | None = None) -> LocalPool:
    """An executor whose processes keep warm graders.

    They are started anew, never forked: a fork would carry the caller's memory, threads and open files along.

    Args:
        processes: How many; by default one for each core this process may use.
    """
    return LocalPool(
        max_workers=processes or len(usable_cores()),
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_begin,
    )


def _begin() -> None:
    """In a process of the pool: leave interrupts to the caller, end with it, and end hosts at the end."""
    # A handler, not SIG_IGN, which hosts and workers would inherit: a submission is to find its signals as they always are.
    signal.signal(signal.SIGINT, lambda *_: None)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    threading.Thread(target=_end_with_caller, daemon=True).start()
    from judge.batch.tasks import forget_challenges  # noqa: PLC0415  # the caller imports this module, and no grader

    Finalize(None, forget_challenges, exitpriority=10)


def _end_with_caller() -> None:
    """End when the caller was killed: it holds both ends of the queue of tasks open here, so nothing else would tell."""
    caller = multiprocessing.parent_process()
    if caller is not None:
        caller.join()
        os._exit(1)  # our hosts are told by the kernel
