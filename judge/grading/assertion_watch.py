"""Catch what an `assert` or a `pytest.raises` of a hidden test found wrong, at the moment it does.

Neither leaves that in its exception. pytest's explanation of an `assert` is text, which takes minutes for long values where
a CI variable is set, and is made anew for every failing example while Hypothesis shrinks. An exception that `pytest.raises`
does not expect passes through it unchanged.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from _pytest.assertion import util


@dataclass(frozen=True, slots=True)
class Comparison:
    """A comparison that did not hold: `left operator right`."""

    operator: str
    left: object
    right: object


@dataclass(frozen=True, slots=True)
class Refusal:
    """A `pytest.raises` that was not content.

    Attributes:
        error: What left its block: the exception it did not expect, or its own complaint that none or no fitting one came.
        expected: What it expects, in words.
    """

    error: BaseException
    expected: str


class AssertionWatch:
    """Keeps the last comparison that failed and the last refusal, until it is reset."""

    def __init__(self) -> None:
        self.comparison: Comparison | None = None
        self.refusal: Refusal | None = None

    def reset(self) -> None:
        """Forget what was seen."""
        self.comparison = self.refusal = None

    @contextlib.contextmanager
    def installed(self) -> Iterator[None]:
        """Watch every rewritten `assert` and every `pytest.raises`."""
        raises: Any = type(pytest.raises(AssertionError))
        before = util._reprcompare, raises.__exit__  # noqa: SLF001  # the one place where the operands can be had
        util._reprcompare = self._note_comparison  # noqa: SLF001

        def leave(block: Any, kind: Any, error: BaseException | None, traceback: Any) -> Any:  # noqa: ANN401
            try:
                accepted = before[1](block, kind, error, traceback)
            except BaseException as complaint:
                self._note_refusal(complaint, block)
                raise
            if error is not None and not accepted:
                self._note_refusal(error, block)
            return accepted

        raises.__exit__ = leave
        try:
            yield
        finally:
            util._reprcompare, raises.__exit__ = before  # noqa: SLF001

    def _note_comparison(self, operator: str, left: object, right: object) -> str:
        self.comparison = Comparison(operator, left, right)
        return "the comparison does not hold"

    def _note_refusal(self, error: BaseException, block: object) -> None:
        if self.refusal is None or self.refusal.error is not error:  # of nested blocks the innermost counts
            self.refusal = Refusal(error, _describe_expected(block))


def _describe_expected(block: object) -> str:
    kinds: Any = getattr(block, "expected_exceptions", None) or getattr(block, "expected_exception", ())
    kinds = kinds if isinstance(kinds, tuple) else (kinds,)
    names = " or ".join(kind.__name__ for kind in kinds) or "an exception"
    match = getattr(block, "match", None) or getattr(block, "match_expr", None)
    pattern = getattr(match, "pattern", match)
    return f"{names} matching {pattern!r}" if isinstance(pattern, str) else names
