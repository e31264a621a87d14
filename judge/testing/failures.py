"""Assertion failures that say which cause they are, so that a verdict need not be guessed from a message."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

from judge.model import Cause


@dataclass(frozen=True, slots=True)
class Share:
    """How often a key was drawn, and how often a correct solution draws it.

    Attributes:
        key: What was drawn.
        count: How many times.
        trials: In how many draws.
        probability: The specified chance in each.
        low: The least count that is accepted.
        high: The greatest.
    """

    key: Hashable
    count: int
    trials: int
    probability: float
    low: int
    high: int


class PropertyFailure(AssertionError):  # noqa: N818  # not an error of the test: the property does not hold
    """A property does not hold; `cause` says in which way.

    Args:
        message: What was expected, or what is wrong.
        compared: The value found and the one expected, where the report is to show in what they differ.
    """

    cause: Cause = Cause.WRONG_VALUE

    def __init__(self, message: str = "", *, compared: tuple[object, object] | None = None) -> None:
        super().__init__(message)
        self.compared = compared


class WrongType(PropertyFailure):
    """The returned value has a type the specification does not allow."""

    cause = Cause.WRONG_TYPE


class ArgumentModified(PropertyFailure):
    """The call changed an argument that the specification says is left as it was.

    Args:
        message: Which argument.
        change: The argument before and after the call, for the report.
    """

    cause = Cause.ARGUMENT_MODIFIED

    def __init__(self, message: str = "", *, change: tuple[object, object] | None = None) -> None:
        super().__init__(message)
        self.change = change


class DistributionMismatch(PropertyFailure):
    """Sampled values do not follow the specified distribution.

    Args:
        message: What came too often or too rarely.
        shares: How often each key came, for the report.
    """

    cause = Cause.DISTRIBUTION

    def __init__(self, message: str = "", *, shares: tuple[Share, ...] = ()) -> None:
        super().__init__(message)
        self.shares = shares


class GrowthExceeded(PropertyFailure):
    """CPU time grows faster with the size of the input than the specification allows."""

    cause = Cause.CPU_TIME
