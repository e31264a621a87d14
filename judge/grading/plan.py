"""How far judging goes: all the way for a report, less for checks that need no counterexample or only some properties."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from judge.model import Limits


@dataclass(frozen=True, slots=True)
class Plan:
    """How far judging a submission goes; as it stands, all the way.

    Attributes:
        explore: Whether a failing example is made smaller and tried on the reference.
        stop_at_failure: Whether to stop at the first property that is not accepted.
        only: Names of the properties to judge; None for all.
        limits: Instead of the challenge's own.
        time_factor: What limits that hidden tests derive from the reference's time are multiplied by.
    """

    explore: bool = True
    stop_at_failure: bool = False
    only: frozenset[str] | None = None
    limits: Limits | None = None
    time_factor: float = 1.0


COMPLETE: Final = Plan()
"""All the way."""
