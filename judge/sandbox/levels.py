"""Names of the layers and levels of isolation, and whether a level is enough."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum
from typing import Final

from judge.errors import IsolationError
from judge.model import Isolation

LAYERS: Final = ("rlimits", "seccomp", "landlock", "namespaces")
"""Layers, innermost first: see docs/security.md."""

LEVELS: Final = ("basic", "strong", "full")
"""Names of the levels, weakest first."""


class IsolationPolicy(StrEnum):
    """What to do where isolation is weaker than `strong`."""

    REQUIRED = "required"
    BEST_EFFORT = "best-effort"


def isolation_of(layers: Collection[str]) -> Isolation:
    """The level that layers in force add up to."""
    present = tuple(layer for layer in LAYERS if layer in layers)
    strong = set(LAYERS) - {"namespaces"} <= set(present)
    return Isolation("basic" if not strong else "full" if "namespaces" in present else "strong", present)


def is_enough(isolation: Isolation) -> bool:
    """Whether isolation is `strong` or better."""
    return LEVELS.index(isolation.level) >= LEVELS.index("strong")


def require(isolation: Isolation) -> None:
    """Refuse isolation weaker than `strong`.

    Raises:
        IsolationError: It is weaker.
    """
    if not is_enough(isolation):
        layers = ", ".join(isolation.layers) or "nothing"
        raise IsolationError(
            f"isolation is {isolation.level} ({layers}) on this machine, and 'strong' is required; see judge doctor, or "
            "pass --isolation best-effort to judge submissions that you trust not to harm it"
        )
