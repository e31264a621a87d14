"""A challenge's `sized_input.py`: what an input of a given size is, which measuring runtimes needs and verdicts do not.

    SMALLEST = 1_000
    LARGEST = 2_000_000

    def make_input(size, randomness):
        return (size - randomness.randrange(size // 100),)

`make_input` returns the arguments of one call: different ones each time, so that a submission that remembers answers gains
nothing, but all of about that size. It should take no longer than the reference needs. Where several answers to an input are
right, `ANSWERS_VARY = True` keeps those of submissions from being compared with the reference's.
"""

from __future__ import annotations

import contextlib
import random
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from judge.errors import ChallengeError
from judge.wire import codec

_LEAST_RANGE: Final = 16


@dataclass(frozen=True, slots=True)
class SizedInput:
    """Makes inputs.

    Attributes:
        path: The file it comes from.
        make: Makes the arguments of one call from a size and a source of randomness.
        smallest: The smallest size that makes sense, at least 1.
        largest: The largest that the specification allows, or that is worth waiting for.
        answers_vary: Whether there are several right answers to the same input.
    """

    path: Path
    make: Callable[[int, random.Random], object]
    smallest: int
    largest: int
    answers_vary: bool = False

    def __call__(self, size: int, randomness: random.Random) -> bytes:
        """The arguments of one call, encoded.

        Raises:
            ChallengeError: The author's function raises, does not return a tuple, or makes what cannot be sent.
        """
        try:
            with contextlib.redirect_stdout(sys.stderr):
                arguments = self.make(size, randomness)
        except (Exception, SystemExit) as error:
            what = f"make_input({size}, …) raised {type(error).__name__}: {error}"
            raise ChallengeError(f"{self.path}: {what}") from error
        if type(arguments) is not tuple:
            what = f"make_input must return the arguments as a tuple, not {type(arguments).__name__}"
            raise ChallengeError(f"{self.path}: {what}")
        try:
            return codec.encode(arguments)
        except codec.CodecError as error:
            raise ChallengeError(f"{self.path}: make_input({size}, …) made what cannot be sent: {error}") from error


def load_sized_input(path: Path) -> SizedInput | None:
    """Read a challenge's file; None if it has none.

    Raises:
        ChallengeError: It cannot be read or executed, or lacks what it must have.
    """
    try:
        source = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ChallengeError(f"{path}: cannot be read: {error.strerror}") from error
    names: dict[str, Any] = {"__name__": path.stem, "__file__": str(path)}
    try:
        with contextlib.redirect_stdout(sys.stderr):
            exec(compile(source, path, "exec", dont_inherit=True), names)  # noqa: S102  # trusted like the tests
    except (Exception, SystemExit) as error:
        raise ChallengeError(f"{path}: cannot be executed: {type(error).__name__}: {error}") from error
    smallest, largest, make = (names.get(name) for name in ("SMALLEST", "LARGEST", "make_input"))
    if type(smallest) is not int or type(largest) is not int or not callable(make):
        raise ChallengeError(
            f"{path}: needs SMALLEST and LARGEST, two ints, and a function make_input(size, randomness)"
        )
    if smallest < 1 or largest < _LEAST_RANGE * smallest:
        what = (
            f"LARGEST must be at least {_LEAST_RANGE} times SMALLEST, and SMALLEST at least 1, to show how time grows"
        )
        raise ChallengeError(f"{path}: {what}; they are {largest:,} and {smallest:,}")
    return SizedInput(path, make, smallest, largest, bool(names.get("ANSWERS_VARY", False)))
