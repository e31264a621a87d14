"""What hidden tests need and pytest lacks."""

from judge.testing.assertions import assert_arguments_unchanged, assert_close, assert_cpu_within, assert_type
from judge.testing.distribution import (
    acceptance_range,
    assert_frequencies,
    assert_independent,
    assert_no_repeated_stretch,
    assert_not_too_regular,
    assert_pairs_independent,
    assert_proportion,
    detection_probability,
    frequencies_fit,
)
from judge.testing.entry_point import Call, EntryPoint
from judge.testing.failures import ArgumentModified, DistributionMismatch, PropertyFailure, WrongType

__all__ = [
    "ArgumentModified",
    "Call",
    "DistributionMismatch",
    "EntryPoint",
    "PropertyFailure",
    "WrongType",
    "acceptance_range",
    "assert_arguments_unchanged",
    "assert_close",
    "assert_cpu_within",
    "assert_frequencies",
    "assert_independent",
    "assert_no_repeated_stretch",
    "assert_not_too_regular",
    "assert_pairs_independent",
    "assert_proportion",
    "assert_type",
    "detection_probability",
    "frequencies_fit",
]
