"""`assert_follows` keeps its chances although it stops when it likes, and draws less than checks of a fixed size."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from judge.errors import ChallengeError
from judge.testing import DistributionMismatch, assert_follows, detection_probability, frequencies_fit
from judge.testing.binomial import probability_at_least
from judge.testing.sequential import log_evidence, log_likelihood_ratio, plan_draws

UNLIKELY = 1e-6
"""A simulation that would show its numbers with a smaller chance, were the bound right, says that it is not."""

BIAS_WEIGHTS = {"b": 4, 7: 6, "rare": 0.009, "a": 9.991}
CHANCES = {"false_rejection": 1.5e-10, "detects": 0.05, "least_probability": 0.2}
FIRST_LOOK, SECOND_LOOK = (64_000, 0.01), (170_000, 1.5e-10)
"""The plan of two looks of fixed size: draws, and the chance of a false rejection."""


class Draws:
    """Draws keys in proportion to weights, and counts how many it was asked for."""

    def __init__(self, weights: Mapping[object, float], seed: int) -> None:
        self.keys = [key for key, weight in weights.items() if weight]
        shares = np.array([weight for weight in weights.values() if weight])
        self.shares = shares / shares.sum()
        self.source = np.random.default_rng(seed)
        self.asked: list[tuple[object, ...]] = []
        self.drawn = 0

    def sample(self, count: int, *args: object) -> list[object]:
        """Draw; the order is of no interest here."""
        self.asked.append(args)
        self.drawn += count
        counts = self.source.multinomial(count, self.shares)
        return [key for key, times in zip(self.keys, counts, strict=True) for _ in range(times)]


def off(key: object, relative: float, weights: Mapping[object, float]) -> dict[object, float]:
    """The weights with one key's off by so much, at the expense of the last key."""
    last = list(weights)[-1]
    return {**weights, key: weights[key] * (1 + relative), last: weights[last] - weights[key] * relative}


def follow(
    actual: Mapping[object, float], seed: int, weights: Mapping[object, float], **chances: float
) -> tuple[bool, int]:
    """Whether draws by the actual weights are accepted as draws by others, and how many it took."""
    draws = Draws(actual, seed)
    try:
        assert_follows(draws, weights=weights, **chances)
    except DistributionMismatch:
        return False, draws.drawn
    return True, draws.drawn


# ---- why the bounds hold


@given(st.integers(0, 500), st.integers(0, 500), st.floats(0.001, 0.999), st.floats(0.5, 5_000))
def test_evidence_against_the_solution_is_a_martingale(successes, failures, probability, prior_weight):
    """On average over the next draw of a correct solution it stays what it is; it begins at 1."""
    draws = successes + failures
    now = log_evidence(successes, draws, probability, prior_weight)
    after_success = log_evidence(successes + 1, draws + 1, probability, prior_weight)
    after_failure = log_evidence(successes, draws + 1, probability, prior_weight)
    mean = probability * math.exp(after_success - now) + (1 - probability) * math.exp(after_failure - now)
    assert mean == pytest.approx(1, rel=1e-8)
    assert log_evidence(0, 0, probability, prior_weight) == 0


@given(st.integers(0, 500), st.integers(0, 500), st.floats(0.001, 0.999), st.floats(0.001, 0.999))
def test_evidence_against_an_error_is_a_martingale_under_it(successes, failures, probability, error):
    """On average over the next draw of a solution with that error it stays what it is; it begins at 1."""
    draws = successes + failures
    now = log_likelihood_ratio(successes, draws, probability, error)
    after_success = log_likelihood_ratio(successes + 1, draws + 1, probability, error)
    after_failure = log_likelihood_ratio(successes, draws + 1, probability, error)
    mean = error * math.exp(after_success - now) + (1 - error) * math.exp(after_failure - now)
    assert mean == pytest.approx(1, rel=1e-8)
    assert log_likelihood_ratio(0, 0, probability, error) == 0


def chance_ever(stops, probability: float, looks: range) -> float:
    """The exact chance that at one of the looks `stops(count, draws)` holds, summed over all ways there."""
    going = np.array([1.0])
    stopped, before = 0.0, 0
    for draws in looks:
        for _ in range(draws - before):
            going = np.append(going * (1 - probability), 0) + np.append(0, going * probability)
        before = draws
        ends = np.array([stops(count, draws) for count in range(draws + 1)])
        stopped += going[ends].sum()
        going[ends] = 0
    return stopped


@pytest.mark.parametrize("probability", [0.5, 0.2, 0.03])
def test_a_correct_solution_is_ever_rejected_with_the_stated_chance_at_most(probability):
    """Adds up the chances of all ways to a rejection, with a look after every one of 300 draws."""
    plan = plan_draws((probability, 1 - probability), 0.1, 0.5, 0.03)
    chance = chance_ever(lambda *seen: plan.rejects(*seen, probability), probability, range(1, 301))
    assert 0.002 <= chance <= 0.1 / 2


@pytest.mark.parametrize("sign", [-1, 1])
def test_an_error_is_missed_with_a_tenth_of_a_percent_at_most(sign):
    """Adds up the chances that it is ruled out at any look, and that it is undecided at the end; and the larger, the less."""
    probability, detects = 0.3, 0.4
    plan = plan_draws((probability, 1 - probability), 1e-3, detects, probability)
    error = probability * (1 + sign * detects)
    missed = []
    for actual in (error, error + sign * 0.02):
        ruled_out = chance_ever(
            lambda *seen: log_likelihood_ratio(*seen, probability, error) >= math.log(1 / 0.0009),
            actual,
            range(plan.batch, plan.draws_at_most + 1, plan.batch),
        )
        undecided = plan.chance_undecided(plan.draws_at_most, probability, actual)
        assert ruled_out <= 0.0009
        assert undecided <= 0.0001
        missed.append(ruled_out + undecided)
    assert missed[0] > missed[1] > 0


def test_the_end_comes_as_soon_as_all_errors_would_have_shown():
    """With one batch less, one of them would be undecided in more than 0.01 % of cases; with so many, none is."""
    probabilities = tuple(weight / 20 for weight in BIAS_WEIGHTS.values())
    plan = plan_draws(probabilities, *CHANCES.values())
    undecided = [
        [plan.chance_undecided(draws, each, error) for each in probabilities for error in plan.errors[each] if error]
        for draws in (plan.draws_at_most - plan.batch, plan.draws_at_most)
    ]
    assert max(undecided[0]) > 0.0001 >= max(undecided[1])
    assert [len(plan.errors[each]) for each in probabilities] == [3, 3, 1, 3]  # too rare, too often, never


# ---- what is seen of it


def test_correct_solutions_are_rejected_as_rarely_as_stated():
    """Of 1,000 correct ones not significantly more than 5 % are, where looks of a fixed size that are repeated reject more."""
    weights, runs, chance = {"a": 2, "b": 1}, 1_000, 0.05
    rejected = sum(not follow(weights, seed, weights, false_rejection=chance, detects=0.4)[0] for seed in range(runs))
    assert probability_at_least(rejected, runs, chance) > UNLIKELY

    def passes_every_look(seed: int) -> bool:
        draws, values = Draws(weights, seed), []
        for _ in range(20):
            values += draws.sample(10)
            if not frequencies_fit(values, weights, false_rejection=chance):
                return False
        return True

    rejected = sum(not passes_every_look(seed) for seed in range(runs))
    assert probability_at_least(rejected, runs, chance) < UNLIKELY


@pytest.mark.parametrize("relative", [0.3, -0.3, 0.5, -0.8])
def test_errors_are_caught_as_often_as_stated(relative):
    """Of 200 solutions with the error that must be detected, or a larger one, not significantly more than 0.1 % pass."""
    weights, runs = {"a": 1, "rare": 0.01, "b": 3}, 200
    passed = sum(
        follow(off("a", relative, weights), seed, weights, false_rejection=1e-9, detects=0.3, least_probability=0.2)[0]
        for seed in range(runs)
    )
    assert probability_at_least(passed, runs, 0.001) > UNLIKELY


def test_a_key_that_is_never_drawn_is_always_caught():
    """Also where its probability is below `least_probability`, as long as its absence can be told at all."""
    never = {**BIAS_WEIGHTS, "rare": 0}
    accepted, drawn = follow(never, 0, BIAS_WEIGHTS, **CHANCES)
    assert not accepted
    assert drawn < 100_000


def mean_draws(actual: Mapping[object, float], runs: int) -> float:
    return sum(follow(actual, seed, BIAS_WEIGHTS, **CHANCES)[1] for seed in range(runs)) / runs


def test_a_correct_solution_is_accepted_with_half_the_draws_of_two_looks():
    """33,000 on average, where the first of two looks takes 64,000 and one in a hundred needs the second."""
    assert mean_draws(BIAS_WEIGHTS, 60) <= 35_000 < (FIRST_LOOK[0] + FIRST_LOOK[1] * SECOND_LOOK[0]) / 1.85


def test_a_biased_solution_is_caught_with_a_third_of_the_draws_of_two_looks():
    """With an error of 5 % it is a factor of 2.7, with 10 % of 10, with 20 % of 30."""
    two_looks = FIRST_LOOK[0] + SECOND_LOOK[0]
    for relative, factor in ((0.05, 2.5), (-0.05, 2.5), (0.1, 9.5), (0.2, 30)):
        assert mean_draws(off("b", relative, BIAS_WEIGHTS), 20) <= two_looks / factor


def test_the_two_looks_that_it_is_compared_with_keep_the_same_chances():
    """They catch an error of 5 % in 0.2 with 99.9 %, and so does one sample of 154,000; a few thousand less do not."""
    for actual in (0.19, 0.21):
        missed = sum(
            1 - detection_probability(draws, 0.2, actual, false_rejection=chance / 4)
            for draws, chance in (FIRST_LOOK, SECOND_LOOK)
        )
        assert 0.0004 < missed <= 0.001
    assert detection_probability(154_000, 0.2, 0.21, false_rejection=1.5e-10 / 4) >= 0.999
    assert detection_probability(150_000, 0.2, 0.21, false_rejection=1.5e-10 / 4) < 0.999


def test_the_entry_point_gets_its_arguments_every_time():
    """Batches are drawn with the arguments given."""
    weights = {"a": 1, "b": 1}
    draws = Draws(weights, 0)
    assert_follows(draws, weights, "more", weights=weights, false_rejection=1e-9, detects=0.5)
    assert len(draws.asked) > 1
    assert draws.asked == [(weights, "more")] * len(draws.asked)


def test_a_mismatch_says_what_was_expected_and_how_sure_it_is():
    """The message names the key, both frequencies and the chance."""
    with pytest.raises(DistributionMismatch) as caught:
        assert_follows(Draws({"a": 1, "b": 1}, 0), weights={"a": 1, "b": 3}, false_rejection=1e-6, detects=0.5)
    for part in ("'a' was drawn", "where the weights ask for 25.0000%", "with a chance of 5.0e-07 at most"):
        assert part in str(caught.value)


@pytest.mark.parametrize("value", ["zero", "unknown", [], None])
def test_a_value_that_is_no_key_of_positive_weight_is_a_mismatch(value):
    """In any batch."""

    class Astray(Draws):
        def sample(self, count: int, *args: object) -> list[object]:
            return [*super().sample(count, *args)[1:], value]

    weights = {"a": 1, "zero": 0, "b": 1}
    with pytest.raises(DistributionMismatch, match="was drawn"):
        assert_follows(Astray(weights, 0), weights=weights, false_rejection=1e-9, detects=0.2)


@pytest.mark.parametrize(
    ("weights", "chances", "message"),
    [
        ({"a": 1}, {}, "weights of one key leave nothing to chance"),
        ({"a": 0, "b": 0}, {}, "one at least positive"),
        ({"a": 2, "b": -1}, {}, "non-negative"),
        ({"a": 1, "b": math.inf}, {}, "finite"),
        ({}, {}, "one at least positive"),
        ({"a": 1, "b": 1}, {"false_rejection": 0}, "false_rejection must lie between 0 and 1"),
        ({"a": 1, "b": 1}, {"false_rejection": 1}, "false_rejection must lie between 0 and 1"),
        ({"a": 1, "b": 1}, {"detects": 5}, "such as 0.05 for five percent"),
        ({"a": 1, "b": 1}, {"least_probability": 0.6}, "no key has a probability of 0.6 or more"),
        ({"a": 1, "b": 1e5}, {}, "takes more than 1,000,000 draws: raise detects, or least_probability"),
    ],
)
def test_figures_that_make_no_sense_are_the_authors_mistake(weights, chances, message):
    """Nothing is drawn, and the error says what to change."""
    draws = Draws({"a": 1}, 0)
    with pytest.raises(ChallengeError, match=message):
        assert_follows(draws, weights=weights, **{"false_rejection": 1e-9, "detects": 0.1, **chances})
    assert draws.drawn == 0


@given(
    st.lists(st.integers(1, 50), min_size=2, max_size=6),
    st.sampled_from([0.2, 0.5, 0.9]),
    st.integers(0, 2**32),
)
def test_any_weights_that_can_be_checked_are(weights, detects, seed):
    """An honest sampler passes at chances at which a false rejection would be news."""
    source = random.Random(seed)

    class Honest:
        def sample(self, count: int) -> list[int]:
            return source.choices(range(len(weights)), weights, k=count)

    assert_follows(
        Honest(),
        weights=dict(enumerate(weights)),
        false_rejection=1e-12,
        detects=detects,
        least_probability=max(weights) / sum(weights),
    )
