"""Catch the operands of an `assert` that fails, instead of the explanation pytest would write about them.

pytest's explanation compares long values line by line, which takes minutes for large ones where a CI variable is set, and is
made anew for every failing example while Hypothesis shrinks.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

from _pytest.assertion import util


@dataclass(frozen=True, slots=True)
class Comparison:
    """A comparison that did not hold: `left operator right`."""

    operator: str
    left: object
    right: object


class ComparisonRecorder:
    """Keeps the last comparison that failed in a rewritten `assert`."""

    def __init__(self) -> None:
        self.last: Comparison | None = None

    def __call__(self, operator: str, left: object, right: object) -> str:
        """What pytest's rewritten `assert` calls for an explanation."""
        self.last = Comparison(operator, left, right)
        return "the comparison does not hold"

    @contextlib.contextmanager
    def installed(self) -> Iterator[None]:
        """Have rewritten asserts call this recorder."""
        before = util._reprcompare  # noqa: SLF001  # the one place where the operands can be had
        util._reprcompare = self  # noqa: SLF001
        try:
            yield
        finally:
            util._reprcompare = before  # noqa: SLF001
