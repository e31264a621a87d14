"""Hidden properties of the challenge `rmse`; `notes.md` says what each is there to catch."""

from __future__ import annotations

import functools
import math
import numbers
from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from judge.testing import WrongType, assert_arguments_unchanged, assert_close, assert_cpu_within

LIMIT = 10**6
LARGE_SIZE = 200_000
TIMES_REFERENCE = 58  # notes.md has the measured ratios

numbers_in_range = st.one_of(
    st.integers(-10, 10),
    st.integers(-LIMIT, LIMIT),
    st.floats(-LIMIT, LIMIT),
)
unrelated_pairs = st.tuples(numbers_in_range, numbers_in_range)
close_pairs = st.builds(
    lambda true, error: (true + error, true),
    st.floats(-LIMIT + 1, LIMIT - 1),
    st.floats(-1, 1),
)
pairs_of_prediction_and_truth = st.lists(st.one_of(unrelated_pairs, close_pairs), min_size=1, max_size=20)
short_lists = st.lists(numbers_in_range, max_size=5)


def expected_rmse(y_pred, y_true):
    """The definition, with every sum correctly rounded: within a few units in the last place of the exact value."""
    squares = ((predicted - true) ** 2 for predicted, true in zip(y_pred, y_true, strict=True))
    return math.sqrt(math.fsum(squares) / len(y_true))


def assert_is_rmse(value, expected):
    """A Python or numpy real number, and the right one."""
    if not isinstance(value, numbers.Real) or isinstance(value, bool | Fraction):
        raise WrongType(f"expected a float, not {type(value).__name__}")
    assert_close(value, expected)


@pytest.mark.points(2)
@given(pairs=pairs_of_prediction_and_truth)
@settings(max_examples=60)
@example(pairs=[(0, 0)])
@example(pairs=[(0, 1)])
@example(pairs=[(2, 0)])
@example(pairs=[(0, 3)])
@example(pairs=[(-1, 1)])
@example(pairs=[(1, 0), (1, 0)])
@example(pairs=[(1, 0), (0, 0)])
@example(pairs=[(1, 0), (-1, 0)])
@example(pairs=[(1, 2), (2, 1)])
@example(pairs=[(1, 0), (2, 0), (4, 0)])
@example(pairs=[(1, 0), (2, 0), (5, 0)])
@example(pairs=[(1, 1), (2, 0), (5, 0)])
@example(pairs=[(2, 1), (1, 0), (1, 0), (1, 0)])
@example(pairs=[(0.5, 0.25)])
@example(pairs=[(0.1, 0.3), (0.7, 0.2)])
@example(pairs=[(1, 0.5), (0.5, 1)])
@example(pairs=[(1e-05, 0)])
@example(pairs=[(LIMIT, -LIMIT), (-LIMIT, LIMIT)])
@example(pairs=[(1e6, 1e6 - 0.001)])
@example(pairs=[(1e6 - 0.001, 1e6), (-1e6, 0.001 - 1e6), (123456.001, 123456)])
def test_agrees_with_the_definition(solution, pairs):
    """Returns the root of the mean of the squared differences."""
    y_pred, y_true = map(list, zip(*pairs, strict=True))
    assert_is_rmse(solution(y_pred, y_true), expected_rmse(y_pred, y_true))


@given(shorter=short_lists, rest=short_lists.filter(len), longer_is_prediction=st.booleans())
@settings(max_examples=25)
@example(shorter=[], rest=[0], longer_is_prediction=False)
@example(shorter=[], rest=[0], longer_is_prediction=True)
@example(shorter=[0], rest=[0], longer_is_prediction=False)
@example(shorter=[0], rest=[0], longer_is_prediction=True)
@example(shorter=[1, 2], rest=[3], longer_is_prediction=False)
@example(shorter=[1, 2], rest=[3], longer_is_prediction=True)
@example(shorter=[1, 2], rest=[1, 2], longer_is_prediction=False)
@example(shorter=[1, 2], rest=[1, 2], longer_is_prediction=True)
def test_rejects_lists_of_different_lengths(solution, shorter, rest, longer_is_prediction):
    """Raises ValueError when the lists have different lengths."""
    longer = shorter + rest
    y_pred, y_true = (longer, shorter) if longer_is_prediction else (shorter, longer)
    with pytest.raises(ValueError):
        solution(y_pred, y_true)


def test_rejects_empty_lists(solution):
    """Raises ValueError when both lists are empty."""
    with pytest.raises(ValueError):
        solution([], [])


@given(pairs=pairs_of_prediction_and_truth)
@settings(max_examples=15)
@example(pairs=[(1, 0)])
@example(pairs=[(3, 0.5), (1, 2), (2, 2.0)])
def test_leaves_its_inputs_as_they_were(solution, pairs):
    """Leaves both lists as they were."""
    y_pred, y_true = map(list, zip(*pairs, strict=True))
    assert_is_rmse(assert_arguments_unchanged(solution, y_pred, y_true), expected_rmse(y_pred, y_true))


@functools.cache
def large_case():
    """Two long lists of different numbers, all with few digits since Decimal is slow with many; and their error."""
    y_true = [(index * 7_919 % LARGE_SIZE) * 9.5 - 950_000.25 for index in range(LARGE_SIZE)]
    y_pred = [true + (index * 104_729 % 1_009) / 8 - 63 for index, true in enumerate(y_true)]
    return y_pred, y_true, expected_rmse(y_pred, y_true)


def test_takes_linear_time(solution, reference):
    """Handles 200,000 elements in linear time."""
    y_pred, y_true, expected = large_case()
    assert_is_rmse(assert_cpu_within(solution, reference, y_pred, y_true, times_reference=TIMES_REFERENCE), expected)
