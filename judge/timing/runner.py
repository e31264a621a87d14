"""Programs to be called for their time: a submission or the reference, and one that does nothing, to measure the rest by."""

from __future__ import annotations

from typing import Final

from judge.host.host import Host
from judge.host.replies import Failure
from judge.host.timed_worker import Lap, TimedWorker
from judge.model import Limits

_KEEP: Final = "keep"
_PROGRAM: Final = f"""
def give(what, *arguments):
    global kept
    if what != {_KEEP!r}:
        return kept
    kept, = arguments
""".encode()


class Runner:
    """A program to be called for its time. The submission and the reference get workers that are made alike.

    Args:
        source: The program; untrusted, if it is a submission.
        file_name: What its tracebacks call it.
        entry_point: The function to call.
        limits: What it may use.
        host: Forks its workers; no other program's.
    """

    def __init__(self, source: bytes, file_name: str, entry_point: str, limits: Limits, host: Host) -> None:
        self._program = source, file_name, entry_point, limits
        self._host = host

    def start(self, seed: int) -> TimedWorker:
        """Start a worker, which imports the program while the caller goes on.

        Args:
            seed: Seeds randomness in the worker.
        """
        return TimedWorker(*self._program, seed, self._host)


class PassingRunner(Runner):
    """A program that does nothing: it tells what it costs to pass arguments and values.

    Args:
        limits: What it may use.
        host: Forks its workers.
    """

    def __init__(self, limits: Limits, host: Host) -> None:
        super().__init__(_PROGRAM, "passing.py", "give", limits, host)


def time_passing(worker: TimedWorker, arguments: tuple[object, ...], value: object) -> Lap | Failure:
    """A call of the program that does nothing: it takes in the arguments and gives out the value."""
    kept = worker.run((_KEEP, value))
    return kept if isinstance(kept, Failure) else worker.run((None, *arguments))
