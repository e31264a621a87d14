"""Types, purity and closeness: what the assertions accept, what they reject, and what they say then."""

from __future__ import annotations

import math
from collections.abc import Callable
from copy import deepcopy

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from judge.errors import ChallengeError
from judge.testing import (
    ArgumentModified,
    Call,
    PropertyFailure,
    WrongType,
    assert_arguments_unchanged,
    assert_arrays_close,
    assert_close,
    assert_type,
    nested_lists,
)

numbers = st.integers(-(10**6), 10**6) | st.floats(-1e6, 1e6)


# ---- `assert_type` compares exact types and returns the value


@given(st.one_of(st.integers(), st.text(), st.lists(st.integers())))
def test_a_value_of_an_allowed_type_is_returned(value):
    assert assert_type(value, int, str, list) is value


@pytest.mark.parametrize("value", [True, 1.0, np.int64(1), np.array([1]), None])
def test_what_only_equals_an_allowed_value_is_rejected(value):
    with pytest.raises(WrongType, match=f"expected a value of type int or list, not {type(value).__name__}"):
        assert_type(value, int, list)


# ---- `assert_close` is for real numbers, within a tolerance


@given(numbers, st.floats(-0.9, 0.9))
def test_a_number_within_the_tolerance_is_close(expected, part):
    """Also at nine tenths of it, relative or absolute, whichever is larger."""
    assert_close(expected + part * max(abs(expected) * 1e-6, 1e-3), expected, relative=1e-6, absolute=1e-3)


@given(numbers, st.sampled_from([-1.1, 1.1, -2.0, 1e6]))
def test_a_number_beyond_the_tolerance_is_not(expected, part):
    actual = expected + part * max(abs(expected) * 1e-6, 1e-3) * (1 + 1e-6)
    with pytest.raises(PropertyFailure, match=r"within 1e-06 relative or 0\.001 absolute"):
        assert_close(actual, expected, relative=1e-6, absolute=1e-3)


@pytest.mark.parametrize("actual", [2, 2.0, np.float32(2), np.float64(2), np.int8(2), np.uint64(2)])
def test_every_real_number_will_do(actual):
    assert_close(actual, 2)


@pytest.mark.parametrize(
    "actual", [True, np.True_, "2", None, 2 + 0j, np.complex128(2), np.array([2.0]), np.array(2.0), [2.0]]
)
def test_nothing_else_will(actual):
    """Not even an array with that one element."""
    with pytest.raises(WrongType, match="expected a real number"):
        assert_close(actual, 2.0)


def test_an_infinity_is_close_to_itself_and_nan_to_nothing():
    assert_close(math.inf, math.inf)
    for actual, expected in (
        (math.inf, -math.inf),
        (1.0, math.inf),
        (math.inf, 1.0),
        (math.nan, math.nan),
        (math.nan, 1.0),
        (1.0, math.nan),
    ):
        with pytest.raises(PropertyFailure):
            assert_close(actual, expected)


def test_integers_beyond_all_floats_are_compared_exactly():
    assert_close(10**400, 10**400)
    with pytest.raises(PropertyFailure):
        assert_close(10**400, 1.0)


# ---- `assert_arrays_close` compares lists and arrays place by place


@given(nested_lists(numbers))
def test_a_list_is_close_to_itself(array):
    """Whatever its shape."""
    assert_arrays_close(deepcopy(array), array)


@given(nested_lists(st.floats(1, 2)), st.data())
def test_one_number_that_is_off_is_found(array, data):
    """The message leads to it."""
    places = list(places_in(array))
    if not places:
        return
    place = data.draw(st.sampled_from(places))
    changed = deepcopy(array)
    inner = changed
    for position in place[:-1]:
        inner = inner[position]
    inner[place[-1]] += 1e-3
    with pytest.raises(PropertyFailure) as caught:
        assert_arrays_close(changed, array)
    assert f"element {''.join(f'[{position}]' for position in place)} should be" in str(caught.value)


def places_in(array: list, before: tuple[int, ...] = ()):
    for position, element in enumerate(array):
        if isinstance(element, list):
            yield from places_in(element, (*before, position))
        else:
            yield *before, position


def shape_of(array: list):
    return [shape_of(element) if isinstance(element, list) else 0 for element in array]


@given(nested_lists(numbers), nested_lists(numbers))
def test_lists_of_another_shape_are_not_close(one, other):
    """Shapes are alike, or there is a difference."""
    if shape_of(one) == shape_of(other):
        assert_arrays_close(one, other, absolute=1e7)
    else:
        with pytest.raises((PropertyFailure, WrongType)):
            assert_arrays_close(one, other, absolute=1e7)


@pytest.mark.parametrize(
    ("actual", "expected", "message"),
    [
        ([1.0, 2.0], [1.0], "the value should have 1 elements, not 2"),
        ([[1.0], []], [[1.0], [2.0]], r"element \[1\] should have 1 elements, not 0"),
        (
            [[1.0, 2.0], [3.0, 4.5]],
            [[1.0, 2.0], [3.0, 4.0]],
            r"element \[1\]\[1\] should be 4.0 within 1e-09 relative",
        ),
        (np.zeros((2, 3)), np.zeros((3, 2)), r"should have the shape \(3, 2\), not \(2, 3\)"),
        (np.zeros((0, 3)), np.zeros((0, 2)), r"should have the shape \(0, 2\), not \(0, 3\)"),
        (
            np.array([[1, 2], [3, 5]]),
            np.array([[1, 2], [3, 4]]),
            r"element \[1\]\[1\] should be 4 within .*, not 5",
        ),
        ([10**5000], [1], r"element \[0\] should be 1 within .*, not an int too long to write out"),
    ],
)
def test_the_first_difference_is_named(actual, expected, message):
    with pytest.raises(PropertyFailure, match=message) as caught:
        assert_arrays_close(actual, expected)
    assert type(caught.value) is PropertyFailure


@pytest.mark.parametrize(
    ("actual", "expected", "message"),
    [
        ((1.0,), [1.0], "the value should be of type list, not tuple"),
        (np.array([1.0]), [1.0], "the value should be of type list, not ndarray"),
        ([1.0], np.array([1.0]), "the value should be of type ndarray, not list"),
        ([(1.0,)], [[1.0]], r"element \[0\] should be of type list, not tuple"),
        ([np.array([1.0])], [[1.0]], r"element \[0\] should be of type list, not ndarray"),
        (1.0, [1.0], "the value should be of type list, not float"),
        ([1.0], [[1.0]], r"element \[0\] should be of type list, not float"),
        ([[1.0]], [1.0], r"element \[0\] should be a real number, not of type list"),
        ([np.array([1.0])], [1.0], r"element \[0\] should be a real number, not of type ndarray"),
        (["1"], [1.0], r"element \[0\] should be a real number, not of type str"),
        ([True], [1], r"element \[0\] should be a real number, not of type bool"),
        ([None], [1], r"element \[0\] should be a real number, not of type NoneType"),
        (np.array(1.0), np.array([1.0]), "the value should be of type ndarray"),
        (np.array([True]), np.array([1]), "an array of real numbers, not of dtype bool"),
        (np.array([1 + 0j]), np.array([1.0]), "an array of real numbers, not of dtype complex128"),
        (np.array(["1"]), np.array([1.0]), "an array of real numbers, not of dtype <U1"),
    ],
)
def test_another_type_is_a_wrong_type(actual, expected, message):
    with pytest.raises(WrongType, match=message):
        assert_arrays_close(actual, expected)


@pytest.mark.parametrize("kind", [np.int8, np.uint8, np.int64, np.float32, np.float64])
def test_arrays_of_all_kinds_of_real_numbers_will_do(kind):
    """Whatever the kind of the expected one; unsigned integers do not wrap around."""
    assert_arrays_close(np.array([[1, 2], [3, 4]], dtype=kind), np.array([[1, 2], [3, 4]]))
    with pytest.raises(PropertyFailure):
        assert_arrays_close(np.array([0], dtype=kind), np.array([1], dtype=np.uint8), absolute=0.5)


def test_what_is_allowed_besides_the_expected_type_is_the_authors_choice():
    for actual in ([[1.0, 2.0]], np.array([[1.0, 2.0]]), [np.array([1.0, 2.0])]):
        assert_arrays_close(actual, [[1, 2]], allowed=(list, np.ndarray))
    for actual in (([1.0, 2.0],), [(1.0, 2.0)], "12"):
        with pytest.raises(WrongType, match="should be of type list or ndarray, not"):
            assert_arrays_close(actual, [[1, 2]], allowed=(list, np.ndarray))


def test_nan_is_close_to_nan_only_where_the_author_says_so():
    with pytest.raises(PropertyFailure, match=r"element \[0\] should be nan"):
        assert_arrays_close([math.nan], [math.nan])
    assert_arrays_close([math.nan, 1.0], [math.nan, 1.0], nan_equal=True)
    assert_arrays_close(np.array([math.nan]), np.array([math.nan]), nan_equal=True)
    for actual, expected in ((1.0, math.nan), (math.nan, 1.0), (math.inf, math.nan)):
        with pytest.raises(PropertyFailure):
            assert_arrays_close([actual], [expected], nan_equal=True)


def test_infinities_are_close_to_themselves():
    assert_arrays_close([math.inf, -math.inf], [math.inf, -math.inf])
    with pytest.raises(PropertyFailure):
        assert_arrays_close([math.inf], [1e308], relative=10)


@pytest.mark.parametrize("expected", [1.0, "text", None, np.array(1.0)])
def test_a_number_to_compare_with_is_the_authors_mistake(expected):
    with pytest.raises(ChallengeError, match="use assert_close for a number"):
        assert_arrays_close([1.0], expected)


class Changing:
    """An entry point that does something to a copy of its argument."""

    def __init__(self, change: Callable[[object], object]) -> None:
        self.change = change

    def call(self, *args: object) -> Call:
        """Call it; what it returns is what it made of the argument."""
        after = tuple(self.change(deepcopy(argument)) for argument in args)
        return Call("returned", after)


def in_place(change: Callable[..., object]) -> Callable[[object], object]:
    """The argument itself, after something was done to it."""

    def changed(argument: object) -> object:
        change(argument)
        return argument

    return changed


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.complex_numbers() | st.text() | st.binary(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.tuples(inner, inner)
        | st.dictionaries(st.text(max_size=2) | st.integers(), inner, max_size=3)
        | st.sets(st.integers() | st.floats() | st.tuples(st.text(), st.floats()), max_size=3)
        | st.frozensets(st.frozensets(st.integers(), max_size=2), max_size=3)
    ),
    max_leaves=6,
)


# ---- `assert_arguments_unchanged` sees every change, and nothing but changes


@given(plain, plain)
def test_arguments_left_alone_pass_and_the_value_is_returned(first, second):
    """Whatever plain data they are."""
    assert assert_arguments_unchanged(Changing(lambda argument: argument), first, second) == "returned"


def test_the_order_in_which_a_set_is_written_does_not_matter():
    """It depends on the process, and on what was in the set before."""
    many = {f"word {number}" for number in range(100)}
    again = Changing(lambda argument: {*sorted(argument, reverse=True)})
    assert_arguments_unchanged(again, many)
    nested = frozenset({frozenset(many), frozenset({1, 2})})
    assert_arguments_unchanged(
        Changing(lambda one: frozenset(frozenset(sorted(each, key=str)) for each in one)), nested
    )


@pytest.mark.parametrize(
    ("argument", "change"),
    [
        ([1, 2], in_place(list.reverse)),
        ([[1], [2]], in_place(lambda array: array[1].append(3))),
        ([1], lambda _: (1,)),
        ([1], lambda _: [True]),
        ([1], lambda _: [1.0]),
        ([0.0], lambda _: [-0.0]),
        ((1, [2]), in_place(lambda pair: pair[1].clear())),
        ({"a": 1, "b": 2}, in_place(lambda table: table.update(a=table.pop("a")))),
        ({"a": 1}, in_place(lambda table: table.update(a=True))),
        ({"a": 1}, in_place(lambda table: table.setdefault("b", 0))),
        ({1, 2}, in_place(lambda numbers: numbers.add(3))),
        ({1}, lambda _: {True}),
        ({(1, 0.0)}, lambda _: {(1, -0.0)}),
        (np.zeros(10_000), in_place(lambda array: array.__setitem__(5_000, 1e-300))),
        (np.zeros(4), lambda array: array.reshape(2, 2)),
        (np.zeros(4), lambda array: array.view(np.int64)),
        ([np.arange(3)], in_place(lambda arrays: arrays[0].fill(7))),
        (np.float64(0.0), lambda _: np.float64(-0.0)),
        ([10**5000], lambda _: [10**5000 + 1]),
    ],
)
def test_a_change_is_seen(argument, change):
    """Of elements, types, order, signs of zero, dtypes and shapes, also in the middle of an array that repr abbreviates."""
    with pytest.raises(ArgumentModified, match="argument 2 was changed by the call"):
        assert_arguments_unchanged(
            Changing(lambda each: each if isinstance(each, str) else change(each)), "first", argument
        )
