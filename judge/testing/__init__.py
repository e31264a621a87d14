"""What hidden tests need and pytest lacks."""

from judge.testing.assertions import (
    assert_arguments_unchanged,
    assert_arrays_close,
    assert_close,
    assert_cpu_within,
    assert_type,
)
from judge.testing.binomial import acceptance_range, detection_probability
from judge.testing.distribution import (
    assert_frequencies,
    assert_independent,
    assert_no_repeated_stretch,
    assert_not_too_regular,
    assert_pairs_independent,
    assert_proportion,
    frequencies_fit,
)
from judge.testing.entry_point import Call, CpuLimit, EntryPoint, Timed
from judge.testing.failures import (
    ArgumentModified,
    DistributionMismatch,
    GrowthExceeded,
    PropertyFailure,
    WrongType,
)
from judge.testing.growth import assert_grows_at_most
from judge.testing.sequential import assert_follows
from judge.testing.strategies import depth, leaves, matrices, nested_lists, paired_lists, tables

__all__ = [
    "ArgumentModified",
    "Call",
    "CpuLimit",
    "DistributionMismatch",
    "EntryPoint",
    "GrowthExceeded",
    "PropertyFailure",
    "Timed",
    "WrongType",
    "acceptance_range",
    "assert_arguments_unchanged",
    "assert_arrays_close",
    "assert_close",
    "assert_cpu_within",
    "assert_follows",
    "assert_frequencies",
    "assert_grows_at_most",
    "assert_independent",
    "assert_no_repeated_stretch",
    "assert_not_too_regular",
    "assert_pairs_independent",
    "assert_proportion",
    "assert_type",
    "depth",
    "detection_probability",
    "frequencies_fit",
    "leaves",
    "matrices",
    "nested_lists",
    "paired_lists",
    "tables",
]
