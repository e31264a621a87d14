"""Hidden properties of `flatten`."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from itertools import count

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from judge.testing import PropertyFailure, assert_arguments_unchanged, assert_cpu_within, assert_type

DEPTHS = (1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 200)  # close enough for a small counterexample
LONGEST = 300_000
TIMES_REFERENCE = 38  # notes.md has the measured ratios


def nest(tokens: list[int | str]) -> list:
    """Build an array from integers and brackets; a bracket that closes nothing is ignored."""
    array: list = []
    unclosed = [array]
    for token in tokens:
        if token == "[":
            inner: list = []
            unclosed[-1].append(inner)
            unclosed.append(inner)
        elif token != "]":
            unclosed[-1].append(token)
        elif len(unclosed) > 1:
            unclosed.pop()
    return array


def arrays(integers: st.SearchStrategy[int], max_size: int = 30) -> st.SearchStrategy[list]:
    """Generate nested arrays, far faster than `st.recursive` does."""
    return st.lists(st.sampled_from("[[]]") | integers, max_size=max_size).map(nest)


def shapes(size: int) -> Iterator[list]:
    """Generate every array of `size` integers and inner lists; all integers are 0."""
    if size == 0:
        yield []
        return
    for rest in shapes(size - 1):
        yield [0, *rest]
    for inside in range(size):
        for first in shapes(inside):
            for rest in shapes(size - 1 - inside):
                yield [first, *rest]


def number(array: list, numbers: Iterator[int]) -> list:
    """Replace the integers of an array, left to right."""
    return [number(element, numbers) if isinstance(element, list) else next(numbers) for element in array]


def integers_of(array: list) -> list[int]:
    """Read the integers off the text of an array."""
    return [int(digits) for digits in re.findall(r"-?\d+", repr(array))]


def assert_flat(answer: object, wanted: list[int]) -> None:
    """Assert that an answer is the list of these integers; the message names the first difference only."""
    flat = assert_type(answer, list)
    for kind in set(map(type, flat)):
        if hasattr(kind, "__len__"):  # numpy calls an array of one element equal to its element
            raise PropertyFailure(f"expected a list of integers, but it holds a value of type {kind.__name__}")
    if flat == wanted:
        return
    for position, (element, want) in enumerate(zip(flat, wanted, strict=False)):
        if element != want:
            raise PropertyFailure(f"element {position} should be {want}, not {element!r}")
    raise PropertyFailure(f"expected {len(wanted)} integers, not {len(flat)}")


def test_earlier_calls_make_no_difference(solution):
    """Gives the same answer whatever was flattened before."""
    for array in ([1], [1], [2], [[3]], [[3]], [[4]], [2]):
        assert_flat(solution(array), integers_of(array))


@example(array=[])
@example(array=[[]])
@example(array=[[], []])
@example(array=[[[]], [[], [[]]]])
@given(array=st.lists(st.sampled_from("[]"), max_size=8).map(nest))
@settings(max_examples=15)
def test_empty_lists_vanish(solution, array):
    """Gives an empty list for an array without integers."""
    assert_flat(solution(array), [])


@pytest.mark.points(3)
def test_flattens_every_small_array(solution):
    """Lists the integers from left to right, for every arrangement of up to four integers and lists."""
    for size in range(5):
        for shape in shapes(size):
            array = number(shape, count())
            assert_flat(solution(array), integers_of(array))


@pytest.mark.points(2)
@example(array=[2, [1]])
@example(array=[1, [1], 1])
@example(array=[[-1], 0, [10]])
@example(array=[1, [2, [3, [4], 5], 6], 7, [[], 8]])
@example(array=[[[[[[[[[[[[[7]]]]]]]]]]]], 6])
@given(array=arrays(st.integers(-99, 99)))
@settings(max_examples=30)
def test_flattens_any_array(solution, array):
    """Keeps zeros, negative numbers, repetitions and the order, in any array."""
    assert_flat(solution(array), integers_of(array))


@example(array=[2**53 + 1])
@example(array=[[2**63 + 1], -1])
@example(array=[2**31, [-(2**31) - 1, [2**64, [-(2**64)]]]])
@example(array=[[10**300], 256, 257, -(10**300)])
@given(array=arrays(st.integers(), max_size=8))
@settings(max_examples=10)
def test_keeps_huge_integers(solution, array):
    """Keeps integers of any size exactly."""
    assert_flat(solution(array), integers_of(array))


def nested(depth: int, *, sides: bool) -> list:
    """Build `depth` lists, one in the other, around a 1; with `sides`, between integers."""
    array: list = [1]
    for level in range(2, depth + 1):
        array = [level, array, -level] if sides else [array]
    return array


@pytest.mark.points(2)
def test_reaches_every_depth(solution):
    """Reaches integers at every depth down to 200."""
    for depth in DEPTHS:
        assert_flat(solution(nested(depth, sides=False)), [1])
        assert_flat(solution(nested(depth, sides=True)), [*range(depth, 0, -1), *range(-2, -depth - 1, -1)])


@pytest.mark.points(2)
@example(array=[1])
@example(array=[[]])
@example(array=[0, [2, [3, []], []], [[1]]])
@given(array=arrays(st.integers(-9, 9), max_size=20))
@settings(max_examples=20)
def test_leaves_the_array_as_it_was(solution, array):
    """Leaves the array and the lists in it as they were."""
    assert_flat(assert_arguments_unchanged(solution, array), integers_of(array))


@functools.cache
def integers() -> list[int]:
    """List the integers of the long arrays, once per process."""
    return list(range(LONGEST))


@functools.cache
def long_list() -> list:
    """Nest one long list."""
    return [[], [integers()]]


SHORT_LISTS = 250_000
INTEGERS_AMONG_THEM = LONGEST - SHORT_LISTS


@functools.cache
def many_short_lists() -> list:
    """Put short lists, most of them empty, behind a long one: what copies or shifts for each of them takes long."""
    array = [integers()[: INTEGERS_AMONG_THEM // 2]]
    for k in range(INTEGERS_AMONG_THEM // 2, INTEGERS_AMONG_THEM):
        array += [[k], [], [], [], [], [], [], [], [], []]
    return array


@pytest.mark.points(2)
def test_long_list_in_time(solution, reference):
    """Flattens a list of 300,000 integers within another in linear time."""
    assert_flat(assert_cpu_within(solution, reference, long_list(), times_reference=TIMES_REFERENCE), integers())


@pytest.mark.points(2)
def test_many_short_lists_in_time(solution, reference):
    """Flattens an array of 250,000 short lists in linear time."""
    answer = assert_cpu_within(solution, reference, many_short_lists(), times_reference=TIMES_REFERENCE)
    assert_flat(answer, integers()[:INTEGERS_AMONG_THEM])
