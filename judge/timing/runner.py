"""A program that is called for the time it takes. The submission and the reference run in workers that are made alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from judge.host.candidate import Candidate
from judge.host.host import Host
from judge.host.replies import Failure, Raised, Returned
from judge.model import Limits

_DISPATCH: Final = "judge_dispatch"
_REFERENCE: Final = 0
_NOTHING: Final = 1
_GIVE_BACK: Final = 2

_DISPATCHER: Final = """

def {dispatch}(what, *arguments):
    if what == {reference}:
        return {entry_point}(*arguments)
    return arguments[0] if what == {give_back} else None
"""


@dataclass(frozen=True, slots=True)
class Lap:
    """One call; times are CPU seconds of the worker, read from outside it, user and system, all threads.

    Attributes:
        answer: What the program answered, which it controls.
        import_seconds: From the start of the worker until it had imported the program.
        call_seconds: From then until it was idle after its answer.
        idle_bytes: Resident memory before the call.
        peak_bytes: The most resident memory.
    """

    answer: Returned | Raised
    import_seconds: float
    call_seconds: float
    idle_bytes: int
    peak_bytes: int


class Runner:
    """A program to be called for its time.

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

    def start(self, seed: int) -> Candidate:
        """Start a worker, which imports the program while the caller goes on.

        Args:
            seed: Seeds randomness in the worker.
        """
        return Candidate(*self._program, seed, self._host)

    def run(self, candidate: Candidate, arguments: tuple[object, ...]) -> Lap | Failure:
        """Call the program once, in a worker that was started for it."""
        failure = candidate.load()
        if failure is not None:
            return failure
        idle_bytes, _ = candidate.memory_bytes()
        measured = candidate.measure(arguments)
        if isinstance(measured, Failure):
            return measured
        _, peak_bytes = candidate.memory_bytes()
        return Lap(measured.answer, candidate.import_cpu_seconds, measured.cpu_seconds, idle_bytes, peak_bytes)


class ReferenceRunner(Runner):
    """The reference; its worker can also do nothing, which tells what passing values costs.

    Args:
        source: The reference solution.
        entry_point: Its function.
        limits: What it may use.
        host: Forks its workers.
    """

    def __init__(self, source: bytes, entry_point: str, limits: Limits, host: Host) -> None:
        dispatcher = _DISPATCHER.format(
            dispatch=_DISPATCH, entry_point=entry_point, reference=_REFERENCE, give_back=_GIVE_BACK
        )
        super().__init__(source + dispatcher.encode(), "reference.py", _DISPATCH, limits, host)

    def run(self, candidate: Candidate, arguments: tuple[object, ...]) -> Lap | Failure:
        """Call the reference once."""
        return super().run(candidate, (_REFERENCE, *arguments))

    def time_passing(self, candidate: Candidate, arguments: tuple[object, ...], value: object) -> float:
        """CPU seconds that a worker needs to take in arguments and to give out a value; 0 if it fails."""
        times = []
        for call in ((_NOTHING, *arguments), (_NOTHING, value), (_GIVE_BACK, value)):
            measured = candidate.measure(call)
            if isinstance(measured, Failure):
                return 0.0
            times.append(measured.cpu_seconds)
        arguments_taken, value_taken, value_taken_and_given = times
        return arguments_taken + max(value_taken_and_given - value_taken, 0.0)
