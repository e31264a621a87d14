"""Values shown as source text: what is short can be pasted, what is long is bounded, whatever it is."""

from __future__ import annotations

import math
import os
import subprocess
import sys
import time
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from judge.literals import call_text, source_text
from judge.wire.codec import MAX_DEPTH, Opaque

LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False) | st.just(math.nan),
    st.complex_numbers(allow_nan=False),
    st.text(st.characters()),
    st.binary(),
)
KEYS = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3).map(tuple) | st.frozensets(inner, max_size=3), max_leaves=5
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner),
        st.lists(inner).map(tuple),
        st.dictionaries(KEYS, inner),
        st.sets(KEYS),
        st.frozensets(KEYS),
    ),
    max_leaves=30,
)
NAMES = {"numpy": np, "float": float, "complex": complex, "set": set, "frozenset": frozenset, "__builtins__": {}}


def evaluate(text: str) -> object:
    return eval(text, dict(NAMES))


class TestShortValues:
    """A value within the limit is shown whole."""

    @given(VALUES)
    @settings(derandomize=True, deadline=None)
    @example([complex(-0.0, 5.0), complex(0.0, -5.0), complex(1.0, -0.0), complex(-0.0, -0.0), 1j, 1 - 1j])
    @example([complex(math.nan, math.inf), math.nan, -math.inf, -0.0])
    @example([(1,), (), set(), frozenset(), {}, {()}, {(): ()}])
    @example(["\ud800", "\u202e", "\x1b[31m", "'\"\\\n"])
    @example([10**500, -(10**500), 10**602, 10**603, -(10**5_000)])
    def test_the_text_evaluates_to_the_value(self, exact: Callable[[object], object], value: object) -> None:
        """The text of a value evaluates to that very value, every type and bit but those within a nan."""
        text = source_text(value, 1_000_000)
        assert exact(evaluate(text)) == exact(value)
        assert text.isprintable()

    @pytest.mark.parametrize(
        "value",
        [
            np.array([[1, 2], [3, 4]]),
            np.array([1.5, np.nan, -np.inf]),
            np.array(5, ">i4"),
            np.array([True]),
            np.array(["a", "bc"]),
            np.array([b"x"]),
            np.array([1j], "c8"),
            np.array([], "u1"),
            np.zeros((0, 3)),
            np.zeros((3, 0)),
        ],
        ids=repr,
    )
    def test_the_text_of_a_numpy_array_evaluates_to_it(self, value: np.ndarray) -> None:
        """The text of a numpy array evaluates to an array of the same dtype, shape and content."""
        made = evaluate(source_text(value))
        assert (made.dtype, made.shape, made.tobytes()) == (value.dtype, value.shape, value.tobytes())

    @pytest.mark.parametrize(
        "value",
        [np.float64(1.5), np.float32("nan"), np.int8(-3), np.bool_(True), np.str_("a"), np.bytes_(b"a")],
        ids=repr,
    )
    def test_the_text_of_a_numpy_scalar_evaluates_to_it(self, value: np.generic) -> None:
        """The text of a numpy scalar evaluates to a scalar of the same type and value."""
        made = evaluate(source_text(value))
        assert type(made) is type(value)
        assert made.tobytes() == value.tobytes()

    @pytest.mark.parametrize(
        ("value", "text"),
        [
            (np.longdouble(1), repr(np.longdouble(1))),
            (np.array([None, "a"]), "array([None, 'a'], dtype=object)"),
            (Opaque("submission.Thing"), "<submission.Thing object>"),
            (Opaque("a\x1b[2Jb"), "<a?[2Jb object>"),
            (range(3), "range(0, 3)"),
        ],
        ids=["long double", "objects", "opaque", "opaque with escapes", "range"],
    )
    def test_what_is_no_plain_data_is_shown_by_its_repr(self, value: object, text: str) -> None:
        """What is no plain data is shown by its `repr`."""
        assert source_text(value) == text

    def test_an_object_whose_repr_raises_is_shown_by_its_type(self) -> None:
        """An object whose `repr` raises is shown by the name of its type."""

        class Broken:
            def __repr__(self) -> str:
                raise ValueError

        assert source_text(Broken()) == "<Broken whose repr raises ValueError>"

    def test_a_call_is_shown_with_positional_and_keyword_arguments(self) -> None:
        """A call is shown with its positional and keyword arguments."""
        assert call_text("f", (1, "a"), {"key": [2]}) == "f(1, 'a', key=[2])"
        assert call_text("f", (), {}) == "f()"


def nested_lists(levels: int, width: int) -> object:
    value: object = 1
    for _ in range(levels):
        value = [value, *range(width - 1)]
    return value


def tree(levels: int, width: int) -> object:
    return [tree(levels - 1, width) for _ in range(width)] if levels else 1


LONG_VALUES: dict[str, Callable[[], object]] = {
    "list": lambda: list(range(100_000)),
    "list of long texts": lambda: ["x" * 10_000] * 100,
    "text": lambda: "x" * 10_000_000,
    "text of escapes": lambda: "\x00" * 1_000_000,
    "bytes": lambda: b"\x00" * 10_000_000,
    "positive int": lambda: 1 << 50_000_000,
    "negative int": lambda: -(1 << 50_000_000),
    "ints": lambda: [1 << 100_000] * 1_000,
    "dict": lambda: dict.fromkeys(range(100_000), "value"),
    "dict with long keys": lambda: {"x" * 10_000 + str(number): 1 for number in range(100)},
    "set": lambda: set(range(100_000)),
    "set of texts": lambda: {str(number) for number in range(100_000)},
    "set of tuples": lambda: {(number, "x") for number in range(100_000)},
    "deep": lambda: nested_lists(MAX_DEPTH - 1, 1),
    "deep and wide": lambda: nested_lists(MAX_DEPTH - 1, 10),
    "a tree of lists": lambda: tree(8, 5),
    "tuples of tuples": lambda: ((((("x" * 100,) * 50,) * 50,) * 50,) * 50,),
    "array": lambda: np.zeros(10_000_000),
    "wide array": lambda: np.zeros((1, 10_000_000)),
    "array of many dimensions": lambda: np.zeros((3,) * 15),
    "array of a billion empty rows": lambda: np.empty((10**9, 0)),
    "array of long texts": lambda: np.array(["x" * 100_000] * 5),
    "foreign": lambda: range(10**4000),
}


class TestLongValues:
    """A value beyond the limit is abbreviated."""

    @pytest.mark.parametrize("make", LONG_VALUES.values(), ids=LONG_VALUES)
    @pytest.mark.parametrize("limit", [0, 200, 2_000])
    def test_the_text_is_bounded_and_made_quickly(self, make: Callable[[], object], limit: int) -> None:
        """However long a value is, its text is not, and is made without going through all of the value."""
        value = make()
        began = time.thread_time()
        text = source_text(value, limit)
        assert time.thread_time() - began < 2
        assert len(text) <= 5 * limit + 3_000
        assert text.isprintable()

    def test_a_deep_value_is_shown_where_little_stack_is_left(self) -> None:
        """A value nested as deep as values may be is shown also where much of the interpreter's stack is in use."""
        value = nested_lists(MAX_DEPTH - 1, 1)

        def show(frames: int) -> str:
            return show(frames - 1) if frames else source_text(value)

        assert show(600).startswith("[[[[")

    @given(VALUES, st.integers(0, 60))
    @settings(derandomize=True, deadline=None)
    def test_any_value_is_bounded(self, value: object, limit: int) -> None:
        """Any value's text is bounded by its limit and some characters for each level and number."""
        assert len(source_text(value, limit)) <= limit + 1_500

    def test_a_long_list_shows_its_first_and_last_elements_and_how_many_are_left_out(self) -> None:
        """A long list shows its first elements, how many are left out, and its last three."""
        assert source_text(list(range(1000)), 10) == "[0, 1, 2, … 994 more …, 997, 998, 999]"

    def test_a_long_text_shows_both_its_ends(self) -> None:
        """A long text shows both its ends and how many characters are left out."""
        assert source_text("a" * 50 + "b" * 50, 20) == "'aaaaaaaaaa' … 80 more … 'bbbbbbbbbb'"

    def test_a_long_int_shows_its_size(self) -> None:
        """A long int shows its leading digits and how many follow."""
        assert source_text(-(1 << 40_000), 20) == "-0x1000000000 … 9,991 more hexadecimal digits"

    def test_a_list_that_just_fits_is_not_abbreviated(self) -> None:
        """A list whose last element still fits is shown whole."""
        assert source_text([1, 2, 3], 9) == "[1, 2, 3]"


class TestOrder:
    """The text of a set does not depend on the process."""

    def test_a_set_is_shown_sorted(self) -> None:
        """A set is shown sorted: by value where its elements are of one simple type, else by type and text."""
        assert source_text({10, 9, 1}) == "{1, 9, 10}"
        assert source_text(frozenset("cab")) == "frozenset({'a', 'b', 'c'})"
        assert source_text({"b", 2, None, "a", (1, 2), 1.5}) == "{None, 1.5, 2, 'a', 'b', (1, 2)}"

    def test_two_processes_with_different_hashing_show_the_same_text(self) -> None:
        """Two processes that hash texts differently show the same text for a set."""
        program = (
            "from judge.literals import source_text\n"
            "print(source_text({str(n) for n in range(5000)}, 100))\n"
            "print(source_text({(str(n), frozenset('abc')) for n in range(50)}, 100))\n"
        )
        texts = {
            subprocess.run(
                [sys.executable, "-c", program],
                env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONUTF8": "1"},
                capture_output=True,
                check=True,
            ).stdout
            for seed in "123"
        }
        assert len(texts) == 1
