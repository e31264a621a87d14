"""What hidden tests need and pytest lacks."""

from judge.testing.assertions import assert_arguments_unchanged, assert_close, assert_cpu_within, assert_type
from judge.testing.entry_point import Call, EntryPoint
from judge.testing.failures import ArgumentModified, DistributionMismatch, PropertyFailure, WrongType

__all__ = [
    "ArgumentModified",
    "Call",
    "DistributionMismatch",
    "EntryPoint",
    "PropertyFailure",
    "WrongType",
    "assert_arguments_unchanged",
    "assert_close",
    "assert_cpu_within",
    "assert_type",
]
