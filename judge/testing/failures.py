"""Assertion failures that say which cause they are, so that a verdict need not be guessed from a message."""

from __future__ import annotations

from judge.model import Cause


class PropertyFailure(AssertionError):  # noqa: N818  # not an error of the test: the property does not hold
    """A property does not hold; `cause` says in which way."""

    cause: Cause = Cause.WRONG_VALUE


class WrongType(PropertyFailure):
    """The returned value has a type the specification does not allow."""

    cause = Cause.WRONG_TYPE


class ArgumentModified(PropertyFailure):
    """The call changed an argument that the specification says is left as it was."""

    cause = Cause.ARGUMENT_MODIFIED


class DistributionMismatch(PropertyFailure):
    """Sampled values do not follow the specified distribution."""

    cause = Cause.DISTRIBUTION


class GrowthExceeded(PropertyFailure):
    """CPU time grows faster with the size of the input than the specification allows."""

    cause = Cause.CPU_TIME
