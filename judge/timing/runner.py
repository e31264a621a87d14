"""Programs to be called for their time: a submission or the reference, and one that does nothing, to measure the rest by."""

from __future__ import annotations

from typing import Final

from judge.host.host import Host
from judge.host.replies import Failure
from judge.host.timed_worker import Lap, TimedWorker
from judge.model import Limits
from judge.wire import codec

_KEEP: Final = "judge: keep this value"
_PROGRAM: Final = f"""
kept = None

def give(*arguments):
    global kept
    if len(arguments) == 2 and type(arguments[0]) is str and arguments[0] == {_KEEP!r}:
        kept = arguments[1]
    return kept
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
        """Start a worker, which comes up while the caller goes on.

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


def time_passing(worker: TimedWorker, arguments: bytes, value: object) -> Lap | None:
    """A call of the program that does nothing: it takes in the arguments and gives out the value; None if it cannot."""
    try:
        keeping = codec.encode((_KEEP, value))
    except codec.CodecError:  # it is nested as deeply as can be, without the tuple around it
        return None
    lap = worker.run(keeping)
    if not isinstance(lap, Failure):
        lap = worker.run(arguments)
    return None if isinstance(lap, Failure) else lap
