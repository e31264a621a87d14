"""The statistics of runtimes: exact intervals, honest laws of growth, ranks that join what cannot be told apart."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judge.laws import LAWS
from judge.measure.growth import fit_growth
from judge.measure.ranking import rank
from judge.measure.ratio import median, median_interval
from judge.model import Interval

numbers = st.floats(0.1, 10)


class TestMedianInterval:
    """The interval of the sign test."""

    @given(st.lists(numbers, min_size=6, max_size=40))
    def test_it_encloses_the_median(self, values: list[float]) -> None:
        """And lies within the values."""
        found = median_interval(values)
        assert found is not None
        assert min(values) <= found.low <= found.value <= found.high <= max(values)
        assert found.value == median(values)

    @given(st.lists(numbers, max_size=5))
    def test_fewer_than_six_values_have_none(self, values: list[float]) -> None:
        """The least and the largest of five enclose the median with 93.75 % only."""
        assert median_interval(values) is None

    @pytest.mark.parametrize(("count", "skipped"), [(6, 0), (8, 0), (9, 1), (12, 2), (15, 3), (25, 7), (50, 17)])
    def test_as_many_values_are_left_out_as_the_table_says(self, count: int, skipped: int) -> None:
        """Critical values of the two-sided sign test at 5 % (W. J. Dixon, A. M. Mood, "The statistical sign test", 1946)."""
        found = median_interval([float(value) for value in range(count)])
        assert found is not None
        assert (found.low, found.high) == (skipped, count - 1 - skipped)

    def test_it_covers_what_it_says(self) -> None:
        """Of 2,000 samples of a skewed distribution at most 5 %, and chance, miss its median."""
        randomness = random.Random(0)
        missed = 0
        for _ in range(2_000):
            found = median_interval([randomness.expovariate(1) for _ in range(15)])
            assert found is not None
            missed += not found.low <= math.log(2) <= found.high
        assert missed < 0.05 * 2_000

    @given(st.lists(numbers, min_size=15, max_size=15), st.integers(0, 14), st.floats(10, 1e6))
    def test_one_disturbed_value_hardly_matters(self, values: list[float], place: int, disturbed: float) -> None:
        """It cannot leave the range of the others."""
        others = values[:place] + values[place + 1 :]
        found = median_interval([*others, disturbed])
        assert found is not None
        assert min(others) <= found.value <= max(others)


SIZES = [1_000 * 2**step for step in range(8)]


class TestGrowth:
    """Exponents and laws."""

    @pytest.mark.parametrize("name", LAWS)
    def test_a_law_is_found_in_its_own_times(self, name: str) -> None:
        """Whatever the constant."""
        sizes = [8 + step for step in range(12)] if name == "2ⁿ" else SIZES
        for constant in (1e-9, 1.0):
            growth = fit_growth(sizes, [constant * math.exp(LAWS[name].log(size)) for size in sizes])
            assert growth is not None
            assert name in growth.laws

    @given(st.sampled_from(["1", "n", "n √n", "n²", "n³"]), st.lists(st.floats(0.95, 1.05), min_size=8, max_size=8))
    def test_laws_half_a_power_apart_are_told_apart(self, name: str, noise: list[float]) -> None:
        """Also where times are off by 5 %."""
        times = [factor * math.exp(LAWS[name].log(size)) for size, factor in zip(SIZES, noise, strict=True)]
        growth = fit_growth(SIZES, times)
        assert growth is not None
        assert name in growth.laws
        exponents = [LAWS[law].exponent(SIZES[0], SIZES[-1]) for law in growth.laws]
        assert all(abs(each - LAWS[name].exponent(SIZES[0], SIZES[-1])) < 0.3 for each in exponents)

    def test_what_cannot_be_told_apart_is_not(self) -> None:
        """Linear times, and those of n log n over so few sizes, differ by less than what disturbs them."""
        growth = fit_growth(SIZES, [float(size) for size in SIZES])
        assert growth is not None
        assert str(growth) == "between n and n log n"

    def test_terms_of_lower_order_that_fade_do_not_hide_the_law(self) -> None:
        """Where the larger half of sizes shows a faster growth, what it shows is possible too."""
        growth = fit_growth(SIZES, [1e-6 * (200 * n + n * n / 50) for n in SIZES])
        assert growth is not None
        assert growth.laws[-1] == "n²"
        assert growth.exponent.high > 1.8

    def test_no_law_is_named_where_none_fits(self) -> None:
        """There is the power then."""
        growth = fit_growth(SIZES, [size**2.5 for size in SIZES])
        assert growth is not None
        assert str(growth) == "n to the power 2.50"

    @pytest.mark.parametrize("sizes", [[], [100, 200, 400], [100, 110, 120, 130]])
    def test_too_few_sizes_say_nothing(self, sizes: list[int]) -> None:
        """Nor do sizes that hardly differ."""
        assert fit_growth(sizes, [float(size) for size in sizes]) is None

    @given(st.integers(0, 7), st.floats(1, 3))
    def test_one_disturbed_time_changes_the_exponent_little(self, place: int, factor: float) -> None:
        """A median of slopes does not follow it."""
        times = [float(size) for size in SIZES]
        times[place] *= factor
        growth = fit_growth(SIZES, times)
        assert growth is not None
        assert growth.exponent.value == pytest.approx(1, abs=0.2)


def interval(low: float, high: float) -> Interval:
    """An interval with its estimate in the middle."""
    return Interval((low + high) / 2, low, high, 9)


class TestRank:
    """Ranks."""

    def test_what_overlaps_the_fastest_shares_its_rank(self) -> None:
        """Not what overlaps another one that does: that would join all by and by."""
        assert rank([interval(1, 2), interval(1.8, 2.8), interval(2.5, 3.5), interval(5, 6)]) == [1, 1, 3, 4]

    @given(st.lists(st.tuples(numbers, numbers), max_size=10))
    def test_order_does_not_matter(self, ends: list[tuple[float, float]]) -> None:
        """The ranks of a reversed list are the list of ranks reversed, unless estimates are equal."""
        intervals = [interval(min(pair), max(pair)) for pair in ends]
        if len({each.value for each in intervals}) == len(intervals):
            assert rank(intervals[::-1]) == rank(intervals)[::-1]
        assert sorted(rank(intervals))[:1] == [1][: len(intervals)]
