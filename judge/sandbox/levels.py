"""Which level of isolation this machine gives, and whether that is enough."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from judge.errors import IsolationError
from judge.model import Isolation

LEVELS: Final = ("basic", "strong", "full")
"""Names of the levels, weakest first: see docs/security.md."""


class IsolationPolicy(StrEnum):
    """What to do where isolation is weaker than `strong`."""

    REQUIRED = "required"
    BEST_EFFORT = "best-effort"


def available_isolation(policy: IsolationPolicy = IsolationPolicy.BEST_EFFORT) -> Isolation:
    """The isolation that workers get on this machine.

    Raises:
        IsolationError: It is weaker than `strong` and the policy requires that.
    """
    isolation = Isolation("basic", ("rlimits",))
    if policy is IsolationPolicy.REQUIRED and LEVELS.index(isolation.level) < LEVELS.index("strong"):
        layers = ", ".join(isolation.layers)
        raise IsolationError(
            f"isolation is {isolation.level} ({layers}) on this machine, and 'strong' is required; "
            "pass --isolation best-effort to judge submissions that you trust not to harm it"
        )
    return isolation
