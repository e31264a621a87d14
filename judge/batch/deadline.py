"""Interrupt hidden tests that do not end: they run in the judge's own process, where no limit of a submission counts."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Final

_SECONDS_BETWEEN_TRIES: Final = 1.0
"""A test may catch what interrupts it."""

_EXIT_STATUS: Final = 70


@dataclass(slots=True)
class Deadline:
    """Whether the time was up; what was at work may be in any state then."""

    passed: bool = False


@contextlib.contextmanager
def deadline(seconds: float, folder: Path) -> Iterator[Deadline]:
    """Raise a `TimeoutError` in code that has not ended in time, again and again until it does.

    Only the main thread of a process can be interrupted; from another, such as a Dask worker's, the process is ended, for its
    executor to replace it.

    Args:
        seconds: Elapsed time.
        folder: Where the hidden tests are, so that the error can name the line.
    """
    state = Deadline()
    if threading.current_thread() is not threading.main_thread():
        end = threading.Timer(seconds, os._exit, (_EXIT_STATUS,))
        end.daemon = True
        end.start()
        try:
            yield state
        finally:
            end.cancel()
        return

    def interrupt(_number: int, frame: FrameType | None) -> None:
        state.passed = True
        raise TimeoutError(f"not ended after {seconds:,.0f} s{_place_in(folder, frame)}")

    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, seconds, _SECONDS_BETWEEN_TRIES)
    try:
        yield state
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _place_in(folder: Path, frame: FrameType | None) -> str:
    """The innermost line of the folder that a frame is in, as ` (at test_double.py:7)`."""
    while frame is not None:
        path = Path(frame.f_code.co_filename)
        if path.is_relative_to(folder):
            return f" (at {path.relative_to(folder)}:{frame.f_lineno})"
        frame = frame.f_back
    return ""
