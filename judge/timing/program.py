"""Programs to be called for their time: a submission or the reference, and one that does nothing, to measure the rest by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from judge.host.replies import Failure
from judge.host.timed_worker import Lap, TimedWorker
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


@dataclass(frozen=True, slots=True)
class Program:
    """A program to be called for its time.

    Attributes:
        source: Its text; untrusted, if it is a submission.
        file_name: What its tracebacks call it.
        entry_point: The function to call.
    """

    source: bytes
    file_name: str
    entry_point: str


PASSING_PROGRAM: Final = Program(_PROGRAM, "passing.py", "give")
"""Does nothing: it tells what it costs to pass arguments and values."""


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
