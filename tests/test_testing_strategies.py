"""Strategies for nested and tabular inputs make what they say, all of it, quickly, and shrink it to the least."""

from __future__ import annotations

import re

import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st

from judge.errors import ChallengeError
from judge.testing import depth, leaves, matrices, nested_lists, paired_lists, tables

integers = st.integers(-99, 99)
PLENTY = settings(database=None, max_examples=500)


def smallest(strategy, condition):
    return find(strategy, condition, settings=PLENTY)


def brackets(array: list) -> str:
    return re.sub(r"[^][]", "", repr(array))


# ---- nested lists


@given(st.data(), st.integers(1, 7), st.integers(0, 40))
def test_nested_lists_keep_to_their_depth_and_number_of_leaves(data, max_depth, max_leaves):
    """They hold elements and lists, nothing else."""
    array = data.draw(nested_lists(integers, max_depth=max_depth, max_leaves=max_leaves))
    assert 1 <= depth(array) <= max_depth
    assert len(leaves(array)) <= max_leaves
    assert type(array) is list
    assert {type(leaf) for leaf in leaves(array)} <= {int}


def test_nested_lists_vary():
    """Of 600, most are different, two fifths have three levels or more, and all shapes of up to four lists are there."""
    made = []

    @settings(max_examples=600, database=None)
    @given(nested_lists(st.integers(0, 9)))
    def collect(array):
        made.append(array)

    collect()
    assert len({repr(array) for array in made}) >= 500
    assert sum(depth(array) >= 3 for array in made) >= 240
    four = {"[[[[]]]]", "[[[][]]]", "[[[]][]]", "[[][[]]]", "[[][][]]"}
    assert {"[]", "[[]]", "[[[]]]", "[[][]]"} | four <= {brackets(array) for array in made}


@pytest.mark.parametrize(
    ("condition", "least"),
    [
        (lambda array: leaves(array) != array, "[[]]"),
        (lambda array: depth(array) > 3, "[[[[]]]]"),
        (lambda array: len(leaves(array)) > 2, "[0, 0, 0]"),
        (lambda array: leaves(array) != sorted(leaves(array)), "[0, -1]"),
        (lambda array: any(leaf < 0 for leaf in leaves(array)) and depth(array) > 1, "[-1, []]"),
        (lambda array: sum(isinstance(inner, list) and leaves(inner) != [] for inner in array) > 1, "[[0], [0]]"),
    ],
)
def test_nested_lists_shrink_to_the_least(condition, least):
    """The shortest list with the smallest elements."""
    found = smallest(nested_lists(integers), condition)
    assert len(repr(found)) <= len(least)


def test_unions_of_elements_nest_as_well():
    """The share of brackets does not depend on how many kinds of elements there are."""
    kinds = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.binary(), st.just("["))
    assert depth(smallest(nested_lists(kinds), lambda array: depth(array) == 5 and "[" in leaves(array))) == 5


@given(nested_lists(nested_lists(integers, max_depth=2), max_depth=2))
def test_leaves_and_depth_agree_with_their_definitions(array):
    """Recursive ones, on lists within which elements happen to be lists."""

    def leaves_of(value):
        return [leaf for inner in value for leaf in leaves_of(inner)] if isinstance(value, list) else [value]

    def depth_of(value):
        return 1 + max(map(depth_of, value), default=0) if isinstance(value, list) else 0

    assert leaves(array) == leaves_of(array)
    assert depth(array) == depth_of(array)


def test_leaves_and_depth_need_no_stack():
    """A hundred thousand levels are no deeper than the interpreter can go, since neither recurses."""
    levels = 100_000
    array = [7]
    for _ in range(levels - 1):
        array = [array, 8]
    assert depth(array) == levels
    assert leaves(array) == [7] + [8] * (levels - 1)
    while array:  # taken apart before it is freed, which recurses in C
        array = array[0] if isinstance(array[0], list) else []


# ---- matrices


@given(st.data(), st.tuples(st.integers(0, 3), st.integers(3, 5)), st.tuples(st.integers(0, 3), st.integers(3, 5)))
def test_matrices_are_rectangular_and_of_the_size_asked_for(data, rows, columns):
    """A number stands for itself, a pair for the least and the most."""
    matrix = data.draw(matrices(integers, rows=rows, columns=columns))
    assert rows[0] <= len(matrix) <= rows[1]
    widths = {len(row) for row in matrix}
    assert len(widths) <= 1
    assert all(columns[0] <= width <= columns[1] for width in widths)
    square = data.draw(matrices(integers, rows=2, columns=2))
    assert [len(row) for row in square] == [2, 2]


def test_matrices_shrink_in_both_directions():
    """To as few rows and columns as show the point, and zeros."""
    any_size = matrices(integers, rows=(0, 5), columns=(0, 5))
    assert smallest(any_size, lambda matrix: len(matrix) >= 2 and len(matrix[0]) >= 2) == [[0, 0], [0, 0]]
    assert smallest(any_size, lambda matrix: any(5 in row for row in matrix)) == [[5]]
    assert smallest(any_size, lambda matrix: len(matrix) > 2) == [[], [], []]


# ---- tables


@given(st.data(), st.integers(0, 3), st.integers(3, 6))
def test_tables_have_their_columns_in_either_layout(data, min_rows, max_rows):
    """Keys are in the order given, and columns of equal length."""
    columns = {"name": st.text(max_size=3), "price": integers}
    rows = data.draw(tables(columns, min_rows=min_rows, max_rows=max_rows))
    assert min_rows <= len(rows) <= max_rows
    table = data.draw(tables(columns, min_rows=min_rows, max_rows=max_rows, layout="columns"))
    assert [list(each) for each in [*rows, table]] == [["name", "price"]] * (len(rows) + 1)
    assert min_rows <= len(table["name"]) == len(table["price"]) <= max_rows
    assert {type(price) for price in [*table["price"], *(row["price"] for row in rows)]} <= {int}


def test_tables_shrink_by_rows():
    """In either layout."""
    columns = {"x": integers, "y": integers}
    differing = {"x": [0, 1], "y": [0, 0]}
    assert smallest(tables(columns, layout="columns"), lambda table: len(set(table["x"])) > 1) == differing
    assert smallest(tables(columns), lambda rows: any(row["y"] > 7 for row in rows)) == [{"x": 0, "y": 8}]


def test_a_table_without_rows_keeps_its_columns():
    """Laid out by columns."""
    assert smallest(tables({"x": integers}, layout="columns"), lambda _: True) == {"x": []}


# ---- pairs of lists


@given(st.data(), st.integers(0, 3), st.integers(3, 6))
def test_paired_lists_have_one_length(data, min_size, max_size):
    """Within the bounds, each with its own elements."""
    one, other = data.draw(paired_lists(integers, st.text(max_size=1), min_size=min_size, max_size=max_size))
    assert min_size <= len(one) == len(other) <= max_size
    assert {type(element) for element in one} <= {int}
    assert {type(element) for element in other} <= {str}


def test_paired_lists_shrink_together():
    """To the one pair that matters."""
    pair = paired_lists(integers, integers)
    assert smallest(pair, lambda both: any(one < other for one, other in zip(*both, strict=True))) == ([0], [1])


# ---- what cannot be


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: nested_lists(integers, max_depth=0), "max_depth allows from 1 to 0"),
        (lambda: matrices(integers, rows=(3, 2), columns=1), "rows allows from 3 to 2"),
        (lambda: matrices(integers, rows=1, columns=-1), "columns allows from -1 to -1"),
        (lambda: tables({"x": integers}, min_rows=11), "max_rows allows from 11 to 10"),
        (lambda: tables({"x": integers}, layout="both"), 'layout must be "rows" or "columns", not \'both\''),
        (lambda: paired_lists(integers, integers, min_size=21), "max_size allows from 21 to 20"),
    ],
)
def test_sizes_that_cannot_be_are_the_authors_mistake(make, message):
    """Said when the strategy is made."""
    with pytest.raises(ChallengeError, match=message):
        make()
