"""`assert_grows_at_most` finds the exponent that times follow, and is fooled neither by noise nor by remembered answers."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judge.errors import ChallengeError
from judge.model import Cause
from judge.testing import GrowthExceeded, Timed, assert_grows_at_most
from judge.testing.growth import fit_exponent

SIZES = (1_000, 2_000, 4_000, 8_000, 16_000)
CALL_SECONDS = 1e-4


class Computed:
    """An entry point of a size whose calls take a computed time, by the size and by how many calls came before."""

    def __init__(self, seconds: Callable[[int, int], float]) -> None:
        self.seconds = seconds
        self.asked: list[int] = []

    def timed(self, size: int) -> Timed:
        """Call it: it returns ten times the size."""
        seconds = self.seconds(size, len(self.asked))
        self.asked.append(size)
        return Timed(10 * size, CALL_SECONDS + seconds)


def check(seconds: Callable[[int, int], float], exponent: float = 1) -> tuple[Computed, list[object]]:
    solution = Computed(seconds)
    return solution, assert_grows_at_most(solution, lambda size: (size,), sizes=SIZES, exponent=exponent)


@given(st.floats(0.5, 4), st.floats(-7, -3), st.sampled_from([0.0, 1e-5, 1e-3]))
def test_the_exponent_of_a_power_is_found(exponent, factor, call_seconds):
    """Whatever the factor, and whatever each call costs besides, unless that is most of it."""
    seconds = [call_seconds + 10**factor * size**exponent for size in SIZES]
    found = fit_exponent(SIZES, seconds, call_seconds)
    if seconds[0] > 2.1 * max(call_seconds, 1e-6):
        assert found == pytest.approx(exponent, abs=1e-6)
    else:
        assert found <= exponent + 1e-6


@given(st.lists(st.floats(0, 1), min_size=5, max_size=5), st.floats(1e-6, 1))
def test_exponents_do_not_depend_on_the_unit_of_time(times, factor):
    """A machine twice as slow gives the same."""
    seconds = [time + 1e-3 for time in times]
    slower = [time / factor for time in seconds]
    assert fit_exponent(SIZES, slower, 0) == pytest.approx(fit_exponent(SIZES, seconds, 0), abs=1e-6)


@given(st.sampled_from(SIZES), st.floats(1, 100))
def test_one_disturbed_time_moves_it_little(disturbed, factor):
    """Linear time is not taken for quadratic because one call was slow."""
    seconds = [1e-6 * size * (factor if size == disturbed else 1) for size in SIZES]
    assert fit_exponent(SIZES, seconds, 0) == pytest.approx(1, abs=0.3)


@pytest.mark.parametrize("exponent", [1, 2, 3])
def test_a_power_that_is_allowed_passes_and_the_next_does_not(exponent):
    """So do logarithmic factors; constant time passes always."""
    check(lambda size, _: 1e-12 * size**exponent, exponent)
    check(lambda size, _: 1e-12 * size**exponent * len(bin(size)), exponent)
    check(lambda *_: 0, exponent)
    with pytest.raises(GrowthExceeded):
        check(lambda size, _: 1e-12 * 1e3 * size ** (exponent + 1), exponent)


def test_the_values_come_back_in_the_order_of_the_sizes():
    """One for each size, and each size was called once, after three calls that show what any call costs."""
    solution, values = check(lambda size, _: 1e-6 * size)
    assert values == [10 * size for size in SIZES]
    assert solution.asked == [15, 16, 17, *SIZES]


def test_work_that_is_hidden_by_what_a_call_costs_is_seen_once_it_stands_out():
    """Times of a quadratic function that begin far below the cost of a call."""
    with pytest.raises(GrowthExceeded):
        check(lambda size, _: CALL_SECONDS * 10 * (size / SIZES[-1]) ** 2)
    check(lambda size, _: CALL_SECONDS * 0.9 * (size / SIZES[-1]) ** 2)  # nobody would call this slow


def test_noise_does_no_harm():
    """300 linear functions with times that are up to 60 % too long pass; 300 quadratic ones do not."""
    source = random.Random(0)
    for _ in range(300):
        check(lambda size, _: 1e-6 * size * source.uniform(1, 1.6))
        with pytest.raises(GrowthExceeded):
            check(lambda size, _: 1e-9 * size**2 * source.uniform(1, 1.6))


@pytest.mark.parametrize("begin", range(0, 24, 2))
def test_a_machine_that_is_busy_for_a_while_does_no_harm(begin):
    """From any call on, the next eight take three times as long."""
    check(lambda size, before: 1e-6 * size * (3 if begin <= before < begin + 8 else 1))


def test_it_is_measured_again_before_it_fails_and_the_other_way_round():
    """Three times in all, the second time from the largest size down; the smallest exponent found is reported."""
    solution = Computed(lambda size, before: 1e-9 * size ** (2.5 if before < 8 else 2))
    with pytest.raises(GrowthExceeded, match=r"with the power 2\.00"):
        assert_grows_at_most(solution, lambda size: (size,), sizes=SIZES, exponent=1)
    small = [15, 16, 17]
    again, at_last = [size + 1 for size in reversed(SIZES)], [size + 2 for size in SIZES]
    assert solution.asked == [*small, *SIZES, *small, *again, *small, *at_last]


def test_a_function_that_keeps_its_answers_is_not_taken_for_a_fast_one():
    """No size is asked for twice, so a quadratic function is found out although it remembers."""
    known = set()

    def seconds(size: int, _: int) -> float:
        seen = size in known
        known.add(size)
        return 0 if seen else 1e-9 * size**2

    with pytest.raises(GrowthExceeded):
        check(seconds)


def test_a_first_call_that_sets_up_something_costs_nobody_a_verdict():
    """An import inside the function, say: it counts neither as work nor as what every call costs."""
    check(lambda size, before: 1e-6 * size + (0.3 if before == 0 else 0))
    with pytest.raises(GrowthExceeded):
        check(lambda size, before: 1e-9 * size**2 + (0.3 if before == 0 else 0))


def test_the_message_has_the_exponent_the_times_and_what_was_allowed():
    """With the cause that a report shows."""
    with pytest.raises(GrowthExceeded) as caught:
        check(lambda size, before: 1e-9 * size ** (2 if before < 8 else 2.2))
    assert str(caught.value) == (
        "CPU time grows with the power 2.00 of the size, where 1 is allowed and 1.5 let pass: 1.1 ms for 1,000, 4.1 ms for"
        " 2,000, 16.1 ms for 4,000, 64.1 ms for 8,000, 256 ms for 16,000; 0.1 ms for any call"
    )
    assert caught.value.cause is Cause.CPU_TIME


@pytest.mark.parametrize(
    "sizes", [(), (1, 2, 8), (1, 2, 3, 4), (8, 4, 2, 1), (1, 1, 4, 8), (0, 4, 8, 16), (1_000, 2_000, 4_000, 7_999)]
)
def test_sizes_that_say_little_are_the_authors_mistake(sizes):
    """Too few, not ascending, or too near to each other."""
    with pytest.raises(
        ChallengeError, match="sizes must be 4 or more, ascending, the largest at least 8 times the smallest"
    ):
        assert_grows_at_most(Computed(lambda *_: 0), lambda size: (size,), sizes=sizes, exponent=1)


def test_an_input_that_is_no_tuple_is_the_authors_mistake():
    """A list is one argument, not the arguments."""
    with pytest.raises(ChallengeError, match=r"as a tuple, `\(x,\)` for a single one, not list"):
        assert_grows_at_most(Computed(lambda *_: 0), lambda size: [size], sizes=SIZES, exponent=1)


@pytest.mark.parametrize("law", ["1", "n", "n log n", "n sqrt n", "n^2", "n³"])
def test_a_law_can_be_named_in_place_of_an_exponent(law):
    """The law itself passes, and what is faster; two powers more do not, and the message has the law."""
    exponent = {"1": 0, "n": 1, "n log n": 1.1, "n sqrt n": 1.5, "n^2": 2, "n³": 3}[law]
    solution = Computed(lambda size, _: 1e-7 * size**exponent)
    assert_grows_at_most(solution, lambda size: (size,), sizes=SIZES, law=law)
    slower = Computed(lambda size, _: 1e-7 * size ** (exponent + 2))
    with pytest.raises(GrowthExceeded, match=re.escape(law)):
        assert_grows_at_most(slower, lambda size: (size,), sizes=SIZES, law=law)


@pytest.mark.parametrize("wrong", [{"law": "n!"}, {}, {"law": "n", "exponent": 1}], ids=["unknown", "neither", "both"])
def test_what_is_allowed_is_said_in_one_way(wrong):
    """A law that is not known, none of both and both are mistakes of the challenge's author."""
    with pytest.raises(ChallengeError):
        assert_grows_at_most(Computed(lambda *_: 0), lambda size: (size,), sizes=SIZES, **wrong)
