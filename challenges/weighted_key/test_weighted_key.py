"""Hidden properties of the challenge `weighted_key`; `notes.md` says what each is there to catch, and derives figures.

Each statistical property rejects a correct solution with a chance of at most `FALSE_REJECTION`, whatever it is that it
looks at; the other properties never do.
"""

from __future__ import annotations

import numbers

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from judge.testing import (
    PropertyFailure,
    WrongType,
    assert_arguments_unchanged,
    assert_cpu_within,
    assert_frequencies,
    assert_independent,
    assert_no_repeated_stretch,
    assert_not_too_regular,
    assert_pairs_independent,
    frequencies_fit,
)

FALSE_REJECTION = 1.5e-10  # of each of the six statistical properties: 9e-10 together

keys = st.one_of(st.sampled_from(["a", "b", "", "0", "1"]), st.integers(-2, 2))
positive_weights = st.one_of(st.integers(1, 5), st.floats(1e-3, 1e6))
dicts_of_weights = st.dictionaries(keys, st.one_of(st.just(0), positive_weights), min_size=1, max_size=6).filter(
    lambda weights: any(weights.values())
)


def assert_may_be_drawn(value, weights):
    """The value is one of the keys, of its type (numpy's own strings and integers will do), with a positive weight."""
    if isinstance(value, bool) or not isinstance(value, str | numbers.Integral):
        raise WrongType(f"expected one of the keys, a str or an int, not {type(value).__name__}")
    if not weights.get(value, 0) > 0:
        raise PropertyFailure(f"{value!r} is not a key with a positive weight")


@given(weights=dicts_of_weights)
@settings(max_examples=40)
@example(weights={"a": 1})
@example(weights={"a": 1, "b": 0})
@example(weights={"a": 0, "b": 1})
@example(weights={0: 1})
@example(weights={"": 1})
@example(weights={1: 1})
@example(weights={"1": 1})
@example(weights={-1: 1})
@example(weights={"a": 0.001})
@example(weights={"a": 1e6})
@example(weights={"1": 0, 1: 1})
@example(weights={1: 0, "1": 1})
@example(weights={"a": 0, 0: 0.001, "b": 0})
@example(weights={"b": 0, "a": 0.5, "": 0, 1: 0.001, "1": 0})
@example(weights={"a": 0, "b": 0, 1: 0, "": 2, "0": 0.0})
@example(weights={"a": 0.001, "b": 1e6})
def test_returns_a_key_of_positive_weight(solution, weights):
    """Returns one of the keys, as it is, and none of weight zero."""
    for value in solution.sample(20, weights):
        assert_may_be_drawn(value, weights)


@given(weights=dicts_of_weights)
@settings(max_examples=15)
@example(weights={"a": 1})
@example(weights={"b": 2, "a": 0, 1: 0.5})
def test_leaves_its_input_as_it_was(solution, weights):
    """Leaves the weights as they were."""
    assert_may_be_drawn(assert_arguments_unchanged(solution, weights), weights)


certain_choices = st.builds(
    lambda order, winner, weight: {key: weight if key == winner else 0 for key in order},
    st.permutations(["a", "b", 1, "1"]).map(lambda order: order[:3]),
    st.sampled_from(["a", "b", 1, "1"]),
    st.sampled_from([1, 2, 0.5]),
).filter(lambda weights: any(weights.values()))


@given(history=st.lists(certain_choices, min_size=2, max_size=5))
@settings(max_examples=15)
@example(history=[{"a": 1, "b": 0}, {"a": 0, "b": 1}, {"a": 1, "b": 0}])
@example(history=[{"a": 1, "b": 0}, {"b": 1, "a": 0}, {"b": 0, "a": 1}])
@example(history=[{"a": 1, "b": 0}, {"a": 1, "b": 0, "c": 0}, {"c": 1, "b": 0}])
@example(history=[{"a": 1, "b": 0}, {"a": 0, "b": 2}, {"a": 2, "b": 0}])
@example(history=[{1: 1}, {"1": 1}, {1: 1}])
def test_forgets_earlier_weights(solution, history):
    """Draws with the weights of this call, whatever those of the calls before were."""
    for weights in history:
        (certain,) = (key for key, weight in weights.items() if weight > 0)
        value = solution(weights)
        assert_may_be_drawn(value, weights)
        assert value == certain


DRAWS_WITH_ZEROS = 1_000
SETS_WITH_ZEROS = (
    {"zero": 0, "one": 1},
    {"one": 1, "zero": 0},
    {"a": 1, "zero": 0, "b": 1},
    {"small": 0.001, "zero": 0.0},
    {0: 0, 1: 1, 2: 0, 3: 2, 4: 0},
    {"some": 0.001, **{f"zero {position}": 0 for position in range(200)}},
)


def test_never_returns_a_key_of_weight_zero(solution):
    """Never returns a key of weight zero, however many draws are made."""
    for weights in SETS_WITH_ZEROS:
        for value in solution.sample(DRAWS_WITH_ZEROS, weights):
            assert_may_be_drawn(value, weights)


SETS_OF_WEIGHTS = (
    {"a": 1, "b": 1},
    {"a": 3, "b": 1},
    {"b": 1, "a": 3},
    {"a": 0.2, "b": 0.1},
    {"a": 0.001, "b": 0.003},
    {"a": 0.001, "b": 0.001},
    {"a": 0.0015, "b": 0.001},
    {"a": 1_000_000, "b": 250_000.5},
    {"a": 1, "b": 1, "c": 2},
    {2: 1, 1: 4, 0: 5},
    {"": 2, 0: 1, "0": 5, -1: 2},
    {"a": 0, "b": 2, "c": 0, "d": 1, "e": 0},
    {"e": 5, "d": 4, "a": 3, "b": 2, "c": 1},
)


@pytest.mark.points(2)
def test_follows_the_weights(solution):
    """Returns each key in proportion to its weight."""
    for weights in SETS_OF_WEIGHTS:
        values = solution.sample(3_000, weights)
        assert_frequencies(values, weights, false_rejection=FALSE_REJECTION / len(SETS_OF_WEIGHTS))


def test_follows_the_weights_of_many_keys(solution):
    """Returns each of 1,000 keys in proportion to its weight."""
    weights = {f"key {position}": 1 + 8 * (position % 2) for position in range(1_000)}
    groups = {"light, first half": 1, "heavy, first half": 9, "light, second half": 1, "heavy, second half": 9}
    group_of = {key: list(groups)[position % 2 + position // 500 * 2] for position, key in enumerate(weights)}
    values = solution.sample(400, weights)
    for value in values:
        assert_may_be_drawn(value, weights)
    assert_frequencies([group_of[value] for value in values], groups, false_rejection=FALSE_REJECTION)


BIAS_WEIGHTS = {"b": 4, 7: 6, "rare": 0.009, "a": 9.991}  # probabilities 0.2, 0.3, 0.00045 and 0.49955
FIRST_LOOK_DRAWS = 64_000
FIRST_LOOK_FALSE_REJECTION = 0.01
SECOND_LOOK_DRAWS = 170_000


def test_has_no_small_bias(solution):
    """Returns each key in proportion to its weight, also in a long run."""
    values = solution.sample(FIRST_LOOK_DRAWS, BIAS_WEIGHTS)
    if not frequencies_fit(values, BIAS_WEIGHTS, false_rejection=FIRST_LOOK_FALSE_REJECTION):
        values = [value for _ in range(2) for value in solution.sample(SECOND_LOOK_DRAWS // 2, BIAS_WEIGHTS)]
        assert_frequencies(values, BIAS_WEIGHTS, false_rejection=FALSE_REJECTION)


BLOCKS = (50, 1_000)


def test_is_not_too_regular(solution):
    """Scatters around the expected frequencies as chance does, instead of dealing keys out evenly."""
    weights = {"a": 5, "b": 3, "c": 2}
    values = solution.sample(30_000, weights)
    for block in BLOCKS:
        assert_not_too_regular(values, weights, block=block, false_rejection=FALSE_REJECTION / len(BLOCKS))


SERIAL_WEIGHTS = {"a": 5, "b": 4, 7: 5, "d": 4, "e": 4}
SERIAL_DRAWS = 20_000
MAX_LAG = 30


def test_draws_are_independent(solution):
    """Draws each key independently of the draws before."""
    values = solution.sample(SERIAL_DRAWS, SERIAL_WEIGHTS)
    assert_independent(values, SERIAL_WEIGHTS, max_lag=MAX_LAG, false_rejection=FALSE_REJECTION / 2)
    assert_no_repeated_stretch(values, SERIAL_WEIGHTS, false_rejection=FALSE_REJECTION / 2)


def test_draws_with_different_weights_are_independent(solution):
    """Draws independently of the draws before, also where those were with other weights."""
    weights, other_weights = {"a": 1, "b": 1}, {"a": 3, "b": 1}
    pairs = [(solution(weights), solution(other_weights)) for _ in range(400)]
    assert_pairs_independent(
        pairs, weights, other_weights, false_rejection=FALSE_REJECTION / 2, relation="with other weights directly after"
    )
    next_pairs = [(second, first) for (_, second), (first, _) in zip(pairs, pairs[1:])]
    assert_pairs_independent(
        next_pairs,
        other_weights,
        weights,
        false_rejection=FALSE_REJECTION / 2,
        relation="with other weights directly after",
    )


MANY_KEYS = {f"key {position}": 1 + position % 3 for position in range(9_999)} | {"heavy": 1_000_000}


def test_takes_linear_time(solution, reference):
    """Handles 10,000 keys in linear time."""
    for _ in range(2):
        value = assert_cpu_within(solution, reference, MANY_KEYS, times_reference=100, minimum_seconds=0.05)
        assert_may_be_drawn(value, MANY_KEYS)
