"""Assertions on samples keep their stated chances: false rejections at most, detections at least, checked exactly."""

import importlib.util
import itertools
import math
import random
from fractions import Fraction
from pathlib import Path
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judge.errors import ChallengeError
from judge.testing import (
    Call,
    DistributionMismatch,
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
from judge.testing.binomial import probability_at_least, probability_at_most

CHALLENGE = Path(__file__).parents[1] / "challenges" / "weighted_key"

trials = st.integers(1, 60)
probabilities = st.fractions(0, 1, max_denominator=50)
chances = st.sampled_from([0.5, 0.1, 0.01, 1e-4, 1e-9])


def exact_pmf(count, size, probability):
    return math.comb(size, count) * probability**count * (1 - probability) ** (size - count)


def exact_tail(counts, size, probability):
    return sum((exact_pmf(count, size, probability) for count in counts), Fraction(0))


@given(size=trials, probability=probabilities, count=st.integers(-2, 63))
def test_tails_are_upper_bounds_within_millionths(size, probability, count):
    """Compares both tails with sums of fractions."""
    above = exact_tail(range(max(0, count), size + 1), size, probability)
    below = exact_tail(range(min(count, size) + 1), size, probability)
    for computed, exact in (
        (probability_at_least(count, size, float(probability)), above),
        (probability_at_most(count, size, float(probability)), below),
    ):
        assert exact * (1 - Fraction(1, 10**12)) <= Fraction(computed) <= exact * (1 + Fraction(1, 10**5))


@pytest.mark.parametrize(("size", "count"), [(64_000, 12_900), (170_000, 35_095), (170_000, 36_500)])
def test_tails_of_large_samples_are_upper_bounds_within_millionths(size, count):
    """Compares the tail beyond `count` of a binomial with probability 1/5 with a sum of whole numbers over 5^size."""
    term = math.comb(size, count) * 4 ** (size - count)
    total = 0
    for successes in range(count, size + 1):
        total += term
        if term.bit_length() < total.bit_length() - 60:
            break
        term = term * (size - successes) // (4 * (successes + 1))
    exact = Fraction(total, 5**size)
    assert exact <= Fraction(probability_at_least(count, size, 0.2)) <= exact * (1 + Fraction(1, 10**5))


@given(size=trials, probability=probabilities, chance=chances)
def test_acceptance_range_is_the_narrowest_with_its_tails(size, probability, chance):
    """Neither tail exceeds half the chance, and both would if the range were narrower by one count."""
    low, high = acceptance_range(size, float(probability), chance)
    half = Fraction(chance) / 2
    slack = Fraction(1, 10**5)
    assert exact_tail(range(low), size, probability) <= half
    assert exact_tail(range(high + 1, size + 1), size, probability) <= half
    if low < round(size * float(probability)):
        assert exact_tail(range(low + 1), size, probability) > half * (1 - slack)
    if high > round(size * float(probability)):
        assert exact_tail(range(high, size + 1), size, probability) > half * (1 - slack)


@given(size=trials, probability=probabilities, actual=probabilities, chance=chances)
def test_detection_probability_is_that_of_the_rejected_counts(size, probability, actual, chance):
    """Sums the actual probabilities of all counts that `assert_proportion` rejects."""
    rejected = []
    for count in range(size + 1):
        try:
            assert_proportion(count, size, float(probability), false_rejection=chance)
        except DistributionMismatch:
            rejected.append(count)
    computed = detection_probability(size, float(probability), float(actual), false_rejection=chance)
    assert computed == pytest.approx(float(exact_tail(rejected, size, actual)), rel=1e-5, abs=1e-15)
    if actual == probability:
        assert sum(exact_pmf(count, size, probability) for count in rejected) <= Fraction(chance)


CHECKS_ON_SMALL_SAMPLES = {
    "frequencies": (7, lambda values, weights, chance: assert_frequencies(values, weights, false_rejection=chance)),
    "regularity": (
        8,
        lambda values, weights, chance: assert_not_too_regular(values, weights, block=2, false_rejection=chance),
    ),
    "independence": (
        9,
        lambda values, weights, chance: assert_independent(values, weights, max_lag=1, false_rejection=chance),
    ),
    "independence at two lags": (
        12,
        lambda values, weights, chance: assert_independent(values, weights, max_lag=2, false_rejection=chance),
    ),
    "independence of pairs": (
        10,
        lambda values, weights, chance: assert_pairs_independent(
            list(zip(values[::2], values[1::2], strict=True)), weights, weights, false_rejection=chance
        ),
    ),
    "repetition": (
        13,
        lambda values, weights, chance: assert_no_repeated_stretch(values, weights, false_rejection=chance),
    ),
}


@pytest.mark.parametrize("check", CHECKS_ON_SMALL_SAMPLES)
@pytest.mark.parametrize("weights", [{"a": 1, "b": 1}, {"a": 2, "zero": 0, "b": 1}])
def test_false_rejections_are_at_most_as_frequent_as_stated(check, weights):
    """Adds up the probabilities of all possible samples that a check rejects."""
    size, assert_holds = CHECKS_ON_SMALL_SAMPLES[check]
    positive = {key: Fraction(weight, sum(weights.values())) for key, weight in weights.items() if weight}
    for chance in (0.3, 0.9):
        rejected = Fraction(0)
        for values in itertools.product(positive, repeat=size):
            try:
                assert_holds(values, weights, chance)
            except DistributionMismatch:
                rejected += math.prod(positive[value] for value in values)
        assert rejected <= chance
        assert rejected > 0 or chance < 0.5, "the check rejects nothing, so this says nothing"


def honest_draws(size, weights, seed=0):
    return random.Random(seed).choices(list(weights), list(weights.values()), k=size)


@given(seed=st.integers(0, 2**32))
def test_an_honest_sample_passes_every_check(seed):
    """A false rejection at these chances would be news."""
    weights = {"a": 3, 7: 2, "b": 1}
    values = honest_draws(2_000, weights, seed)
    assert_frequencies(values, weights, false_rejection=1e-12)
    assert_not_too_regular(values, weights, block=50, false_rejection=1e-12)
    assert_independent(values, weights, max_lag=5, false_rejection=1e-12)
    assert_no_repeated_stretch(values, weights, false_rejection=1e-12)
    assert frequencies_fit(values, weights, false_rejection=1e-12)


def test_a_mismatch_says_what_was_expected_and_how_sure_it_is():
    """The message names the key, both frequencies, the accepted range and the chance."""
    with pytest.raises(DistributionMismatch) as caught:
        assert_frequencies(["a"] * 60 + ["b"] * 40, {"a": 1, "b": 3}, false_rejection=1e-6)
    low, high = acceptance_range(100, 0.25, 5e-7)
    for part in ("'a' was drawn 60 times in 100 (60.0000%)", "25.0000%", f"{low}", f"{high}", "5.0e-07"):
        assert part in str(caught.value)


def test_dependence_is_seen_at_its_lag_only():
    """Every draw of a block of five is repeated five draws later."""
    weights = {"a": 1, "b": 1}
    source = iter(honest_draws(5_000, weights))
    values = []
    for _ in range(500):
        block = list(itertools.islice(source, 5))
        values += block + block
    assert_independent(values, weights, max_lag=2, false_rejection=1e-9)
    with pytest.raises(DistributionMismatch, match="5 draws after"):
        assert_independent(values, weights, max_lag=5, false_rejection=1e-9)


@pytest.mark.parametrize("offset", [0, 1])
def test_dependent_pairs_are_seen_wherever_they_begin(offset):
    """Every draw comes twice, from an even or an odd position on."""
    weights = {"a": 1, "b": 1}
    values = [value for value in honest_draws(1_000, weights) for _ in range(2)][offset:]
    with pytest.raises(DistributionMismatch, match="directly after"):
        assert_independent(values, weights, max_lag=1, false_rejection=1e-9)


def test_a_shuffled_deck_is_too_regular():
    """Decks of ten cards, shuffled well: right frequencies, too little scatter."""
    weights = {"a": 1, "b": 4}
    source = random.Random(1)
    values = [card for _ in range(400) for card in source.sample("aabbbbbbbb", 10)]
    assert_frequencies(values, weights, false_rejection=1e-3)
    with pytest.raises(DistributionMismatch, match="too regular"):
        assert_not_too_regular(values, weights, block=100, false_rejection=1e-9)


def test_a_period_is_a_repetition():
    """A thousand honest draws, again and again."""
    weights = {"a": 1, "b": 1}
    values = honest_draws(1_000, weights)
    assert_no_repeated_stretch(values, weights, false_rejection=1e-9)
    with pytest.raises(DistributionMismatch, match="the draws repeat: draws 1,001 to"):
        assert_no_repeated_stretch(values * 2, weights, false_rejection=1e-9)


@pytest.mark.parametrize("value", ["zero", "unknown", [], None])
def test_a_value_that_is_no_key_of_positive_weight_is_a_mismatch(value):
    """Also if it is not hashable, as no key is."""
    weights = {"a": 1, "zero": 0, "b": 1}
    values = [*honest_draws(99, weights), value]
    for assert_holds in (
        lambda: assert_frequencies(values, weights, false_rejection=1e-9),
        lambda: assert_not_too_regular(values, weights, block=10, false_rejection=1e-9),
        lambda: assert_independent(values[::-1], weights, max_lag=1, false_rejection=1e-9),
        lambda: assert_no_repeated_stretch(values, weights, false_rejection=1e-9),
    ):
        with pytest.raises(DistributionMismatch, match="was drawn"):
            assert_holds()
    assert not frequencies_fit(values, weights, false_rejection=1e-9)


def test_one_key_of_positive_weight_is_always_drawn():
    """A probability of one leaves nothing to chance."""
    assert_frequencies(["a"] * 10, {"a": 0.1, "b": 0}, false_rejection=1e-9)
    assert acceptance_range(10, 1.0, 1e-9) == (10, 10)
    assert acceptance_range(10, 0.0, 1e-9) == (0, 0)


@pytest.mark.parametrize(
    ("mistake", "message"),
    [
        (lambda: assert_frequencies("ab", {"a": 1, "b": 1}, false_rejection=0), "must lie between 0 and 1"),
        (lambda: assert_proportion(1, 2, 0.5, false_rejection=1), "must lie between 0 and 1"),
        (lambda: frequencies_fit("ab", {"a": 1, "b": 1}, false_rejection=2), "must lie between 0 and 1"),
        (lambda: assert_frequencies("ab", {"a": 0, "b": 0}, false_rejection=0.1), "one at least positive"),
        (lambda: assert_frequencies("ab", {"a": -1, "b": 2}, false_rejection=0.1), "non-negative"),
        (lambda: assert_frequencies("ab", {"a": math.nan, "b": 2}, false_rejection=0.1), "finite"),
        (
            lambda: assert_independent("abab", {"a": 1, "b": 1}, max_lag=2, false_rejection=0.1),
            "more than 7 draws, not 4",
        ),
        (
            lambda: assert_not_too_regular("ab", {"a": 1, "b": 1}, block=3, false_rejection=0.1),
            "a sample of 2 draws holds no block of 3",
        ),
        (lambda: assert_not_too_regular("ab" * 9, {"a": 1, "b": 1}, block=3, false_rejection=0), "between 0 and 1"),
        (lambda: assert_no_repeated_stretch("aa", {"a": 1}, false_rejection=0.1), "needs two keys"),
        (lambda: assert_no_repeated_stretch("ab", {"a": 1, "b": 1}, false_rejection=-1), "between 0 and 1"),
    ],
)
def test_a_check_that_makes_no_sense_is_the_authors_mistake(mistake, message):
    """Instead of passing whatever is drawn, or failing."""
    with pytest.raises(ChallengeError, match=message):
        mistake()


@pytest.mark.parametrize(("probability", "chance", "times"), [(0.5, 1e-9, 1), (0.05, 1e-9, 6), (0.01, 1e-9, 38)])
def test_chi_square_tables_are_no_bound(probability, chance, times):
    """In 3,000 draws the table's critical value for one key and the rest is exceeded that many times as often as it says."""
    z = NormalDist().inv_cdf(chance / 2)  # the square root of chi-square with one degree of freedom
    spread = -z * math.sqrt(3_000 * probability * (1 - probability))
    above = probability_at_least(math.ceil(3_000 * probability + spread), 3_000, probability)
    below = probability_at_most(math.floor(3_000 * probability - spread), 3_000, probability)
    assert (above + below) / chance == pytest.approx(times, rel=0.1)


# ---- the figures that the challenge states


@pytest.fixture
def hidden_test():
    spec = importlib.util.spec_from_file_location("hidden_test_of_weighted_key", CHALLENGE / "test_weighted_key.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def notes():
    return (CHALLENGE / "notes.md").read_text(encoding="utf-8")


class HonestSolution:
    """Draws as `random.choices` does, in this process."""

    def __init__(self):
        self.source = random.Random(0)

    def sample(self, count, weights):
        """Draw `count` keys."""
        return self.source.choices(list(weights), list(weights.values()), k=count)

    def __call__(self, weights):
        """Draw one key."""
        return self.sample(1, weights)[0]

    def call(self, weights):
        """Draw one key, and leave the weights as they were."""
        return Call(self(weights), (weights,))

    def call_within(self, _limit, weights):
        """Draw one key in time."""
        return self(weights)


STATISTICAL_ASSERTIONS = (
    "assert_frequencies",
    "assert_independent",
    "assert_no_repeated_stretch",
    "assert_not_too_regular",
    "assert_pairs_independent",
)


def test_the_challenge_rejects_a_correct_solution_with_the_stated_chance(hidden_test, notes, monkeypatch):
    """Runs all hidden properties and adds up the chances of all the checks that they make, second look included."""
    spent = []

    def recorded(assert_holds):
        def call(*args, false_rejection, **kwargs):
            spent.append(false_rejection)
            assert_holds(*args, false_rejection=false_rejection, **kwargs)

        return call

    for name in STATISTICAL_ASSERTIONS:
        monkeypatch.setattr(hidden_test, name, recorded(getattr(hidden_test, name)))
    monkeypatch.setattr(hidden_test, "frequencies_fit", lambda *_args, **_kwargs: False)
    solution = HonestSolution()
    for name, test in list(vars(hidden_test).items()):
        if name.startswith("test_"):
            arguments = {"reference": solution} if name == "test_takes_linear_time" else {}
            test(solution=solution, **arguments)
    assert math.fsum(spent) == pytest.approx(9e-10)
    assert math.fsum(spent) <= 1e-9
    assert f"at most {math.fsum(spent):.0e}" in notes


def missed(hidden_test, probability, actual):
    """The chance that a bias passes the first look or, after that, the second; an upper bound."""
    keys = len(hidden_test.BIAS_WEIGHTS)
    looks = (
        (hidden_test.FIRST_LOOK_DRAWS, hidden_test.FIRST_LOOK_FALSE_REJECTION / keys),
        (hidden_test.SECOND_LOOK_DRAWS, hidden_test.FALSE_REJECTION / keys),
    )
    return sum(1 - detection_probability(size, probability, actual, false_rejection=chance) for size, chance in looks)


def test_the_challenge_catches_a_bias_of_five_percent_with_the_stated_chance(hidden_test, notes):
    """Both signs, on every key of the challenge with probability 0.2 or more, and on any other such probability."""
    total = sum(hidden_test.BIAS_WEIGHTS.values())
    checked = [weight / total for weight in hidden_test.BIAS_WEIGHTS.values() if weight / total >= 0.2]
    assert min(checked) == 0.2
    worst = max(
        missed(hidden_test, probability, probability * sign) for probability in checked for sign in (0.95, 1.05)
    )
    assert worst <= 0.001
    assert f"{1 - worst:.3%}".replace("%", " %") in notes
    for percent in range(20, 96):
        for sign in (0.95, 1.05):
            assert missed(hidden_test, percent / 100, percent / 100 * sign) <= 0.001


def test_the_challenge_states_what_else_it_catches(hidden_test, notes):
    """The notes name a rate of pairs of equal draws, and one of keys of weight zero, that are caught with 99.9 %."""
    share = max(hidden_test.SERIAL_WEIGHTS.values()) / sum(hidden_test.SERIAL_WEIGHTS.values())
    pairs = (hidden_test.SERIAL_DRAWS - 3 * hidden_test.MAX_LAG) // 2
    checks = 2 * hidden_test.MAX_LAG * len(hidden_test.SERIAL_WEIGHTS) ** 2
    chance = hidden_test.FALSE_REJECTION / 2 / checks
    copied = 0.15
    with_copies = copied * share + (1 - copied) * share**2
    assert detection_probability(pairs, share**2, with_copies, false_rejection=chance) >= 0.999
    assert f"{copied:.0%}".replace("%", " %") in notes

    zero = 0.007
    assert 1 - (1 - zero) ** hidden_test.DRAWS_WITH_ZEROS >= 0.999
    assert f"{zero:.1%}".replace("%", " %") in notes
