"""What a hidden test may do with `solution`, whichever process the function behind it runs in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Call:
    """One finished call.

    Attributes:
        returned: The value that came back, built from plain types.
        arguments: The positional arguments as the function left them.
    """

    returned: object
    arguments: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Timed:
    """One finished call and what it cost.

    Attributes:
        returned: The value that came back, built from plain types.
        cpu_seconds: CPU time of the function's process during the call, user and system, all threads, read from outside it.
            Taking in the arguments and giving out the value, each in proportion to its size, are part of it.
    """

    returned: object
    cpu_seconds: float


@dataclass(frozen=True, slots=True)
class CpuLimit:
    """A CPU limit for one call, derived from the reference's time on the same input.

    Attributes:
        seconds: What the call may use.
        reference_seconds: What the reference used.
        renew: Measures the reference again. It is asked where the call takes more than half of `seconds`, and then its limit,
            measured while the machine is as fast as it is now, is the one that counts.
    """

    seconds: float
    reference_seconds: float
    renew: Callable[[], CpuLimit] | None = None


class EntryPoint(Protocol):
    """A challenge's entry point, called like the function it stands for."""

    def __call__(self, *args: object, **kwargs: object) -> object:
        """Call the function and return its value; an exception it raises is raised here."""

    def call(self, *args: object, **kwargs: object) -> Call:
        """Call the function and return its value with the arguments as it left them."""

    def sample(self, count: int, *args: object, **kwargs: object) -> list[object]:
        """Call the function `count` times with the same argument objects; return the values in order."""

    def call_within(self, limit: CpuLimit, *args: object, **kwargs: object) -> object:
        """Call the function under a tighter CPU limit than the challenge's own."""

    def timed(self, *args: object, **kwargs: object) -> Timed:
        """Call the function and return its value with the CPU time that the call took, within the challenge's limits."""
