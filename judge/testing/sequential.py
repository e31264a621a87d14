"""A check of frequencies that draws only until it is sure, and whose stated chances hold although it stops when it likes.

Two quantities are watched for each key of probability `p`. Both are likelihood ratios, so each is a martingale of mean 1
under the one hypothesis that it speaks against, and such a quantity ever reaches `c` with a chance of at most `1 / c`,
however often one looks and whatever makes one stop: J. Ville, "Étude critique de la notion de collectif" (1939).

*Evidence against the solution*, after `x` draws of the key in `n`, is the likelihood averaged over all probabilities `q` of
the key, beside that of `p`:

    E(x, n) = integral of (q / p)^x ((1 - q) / (1 - p))^(n - x) Beta(q; s p, s (1 - p)) dq
            = B(s p + x, s (1 - p) + n - x) / B(s p, s (1 - p)) / (p^x (1 - p)^(n - x))

(H. Robbins, "Statistical methods related to the law of the iterated logarithm", Annals of Mathematical Statistics 41, 1970).
The solution is rejected once `E >= keys / false_rejection` for a key. By Boole's inequality a correct one ever is with a
chance of at most `false_rejection`. The prior weighs chances, not the bound: any `s` would do.

*Evidence against an error* that must be detected, such as `q = 1.05 p`, is the likelihood of `p` beside that of `q`: half of
the sequential probability ratio test (A. Wald, "Sequential tests of statistical hypotheses", Annals of Mathematical
Statistics 16, 1945). The error is ruled out once that reaches `1 / 0.0009`, and the solution is accepted once all errors are.
So one that does have the error is accepted with a chance of at most 0.09 %; with a larger error, with less, because fewer
(or more) draws of the key only lower the ratio. After so many draws that the error would have been rejected in all but
0.01 % of cases, an exact binomial tail, the check ends anyway: 0.1 % together.

A. Ramdas, P. Grünwald, V. Vovk and G. Shafer, "Game-theoretic statistics and safe anytime-valid inference", Statistical
Science 38 (2023), survey the method.
"""

from __future__ import annotations

import functools
import math
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from judge.errors import ChallengeError
from judge.testing.binomial import ROUNDING, check_chance, probability_at_least, probability_at_most
from judge.testing.distribution import count_draws, probabilities_of, share
from judge.testing.failures import DistributionMismatch

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from judge.testing.entry_point import EntryPoint

_RULED_OUT_WRONGLY = 0.0009
_UNDECIDED = 0.0001
"""The two chances to miss an error: 0.1 % together."""

_RULES_OUT = math.log(1 / _RULED_OUT_WRONGLY) + ROUNDING

_MOST_DRAWS = 1_000_000
"""Up to here binomial tails are accurate, and a test is bearable."""

_LOOKS_PER_NAT = 4
"""Looks in the time in which evidence grows e-fold: with more, little is drawn in vain, and the looks cost more."""


def assert_follows(
    solution: EntryPoint,
    *args: object,
    weights: Mapping[Hashable, float],
    false_rejection: float,
    detects: float,
    least_probability: float = 0.0,
) -> None:
    """Draw `solution(*args)` again and again, until it is sure that each key comes in proportion to its weight, or not.

    A solution is caught with 99.9 % or better if a key of at least `least_probability` has a probability that is off by
    `detects` (relative) or more, too large or too small. One that never draws a key is always caught if its absence can be
    told within the largest number of draws. Other errors are caught if they show before those are ruled out.

    Draws must be independent; see `assert_independent` for that.

    Args:
        solution: The entry point, sampled in batches.
        args: What it is called with, each time.
        weights: The non-negative weight of each key; probabilities are weights over their total.
        false_rejection: The chance that this rejects a correct solution, at most.
        detects: The relative error that must be detected, between 0 and 1: 0.05 is 5 %. Half of it takes four times the
            draws.
        least_probability: The keys for which it must be; rarer ones would take more draws, in inverse proportion.

    Raises:
        DistributionMismatch: A key came too often or too rarely, or a value is not a key of positive weight.
        ChallengeError: The figures make no sense, or ask for more than a million draws.
    """
    probabilities = probabilities_of(weights)
    plan = plan_draws(tuple(probabilities.values()), false_rejection, detects, least_probability)
    counts: Counter[object] = Counter()
    not_ruled_out = {(key, error) for key, probability in probabilities.items() for error in plan.errors[probability]}
    for draws in range(plan.batch, plan.draws_at_most + 1, plan.batch):
        counts.update(count_draws(solution.sample(plan.batch, *args), probabilities))
        for key, probability in probabilities.items():
            if plan.rejects(counts[key], draws, probability):
                raise DistributionMismatch(
                    f"{key!r} was drawn {counts[key]:,} times in {draws:,} ({share(counts[key], draws)}), where the weights"
                    f" ask for {probability:.4%}: a correct solution is ever so far off with a chance of"
                    f" {false_rejection / len(probabilities):.1e} at most"
                )
        not_ruled_out = {
            (key, error)
            for key, error in not_ruled_out
            if log_likelihood_ratio(counts[key], draws, probabilities[key], error) < _RULES_OUT
        }
        if not not_ruled_out:
            return


@dataclass(frozen=True, slots=True)
class DrawingPlan:
    """How often to look, and what to conclude when.

    Attributes:
        rejects_at: The logarithm of the evidence against the solution that rejects it.
        prior_weight: The `s` of the formula for it, in draws.
        batch: Draws between two looks.
        draws_at_most: Draws after which the check ends, a multiple of `batch`.
        errors: For each probability, those that must be detected where it should be; 0 is that of a key never drawn.
    """

    rejects_at: float
    prior_weight: float
    batch: int
    draws_at_most: int
    errors: Mapping[float, tuple[float, ...]]

    def rejects(self, count: int, draws: int, probability: float) -> bool:
        """Return whether a key's count is evidence enough against the solution."""
        return log_evidence(count, draws, probability, self.prior_weight) >= self.rejects_at

    def chance_undecided(self, draws: int, probability: float, actual: float) -> float:
        """Return the chance that a key of another probability than it should have is not rejected after so many draws."""
        mean = draws * probability
        if actual > probability:
            inside, outside = math.floor(mean), draws + 1
        else:
            inside, outside = math.ceil(mean), -1
        while abs(outside - inside) > 1:  # evidence is convex in the count, and below 1 at the mean
            middle = (inside + outside) // 2
            if self.rejects(middle, draws, probability):
                outside = middle
            else:
                inside = middle
        if actual > probability:
            return probability_at_most(inside, draws, actual)
        return probability_at_least(inside, draws, actual)


@functools.lru_cache(maxsize=64)
def plan_draws(
    probabilities: tuple[float, ...], false_rejection: float, detects: float, least_probability: float
) -> DrawingPlan:
    """Return the plan that `assert_follows` carries out.

    Raises:
        ChallengeError: The figures make no sense, or ask for more than a million draws.
    """
    if len(probabilities) == 1:
        raise ChallengeError("weights of one key leave nothing to chance: compare what is returned with that key")
    if not 0 < detects < 1:
        raise ChallengeError(f"detects must lie between 0 and 1, such as 0.05 for five percent; it is {detects!r}")
    watched = sorted({each for each in probabilities if each >= least_probability * (1 - ROUNDING)})
    if not watched:
        raise ChallengeError(f"no key has a probability of {least_probability} or more: lower least_probability")
    rarest = watched[0]
    prior_weight = (
        (1 - rarest) / rarest / detects**2
    )  # so that the prior's standard deviation is the error to be detected
    batch = math.ceil(
        2 * prior_weight / _LOOKS_PER_NAT
    )  # that error's evidence grows by about 1 / (2 s) with each draw
    rejects_at = math.log(len(probabilities) / check_chance(false_rejection)) + ROUNDING
    errors = {each: tuple(q for q in (each * (1 - detects), each * (1 + detects)) if q < 1) for each in watched}
    plan = DrawingPlan(rejects_at, prior_weight, batch, batch, errors)
    for probability in watched:
        for error in errors[probability]:
            plan = _prolong(plan, probability, error)
    never = {each: (0.0,) for each in probabilities if plan.rejects(0, plan.draws_at_most, each)}
    return replace(plan, errors={each: errors.get(each, ()) + never.get(each, ()) for each in probabilities})


def _prolong(plan: DrawingPlan, probability: float, error: float) -> DrawingPlan:
    """The plan with as many draws as it takes to detect an error."""
    too_few, enough = 0, plan.draws_at_most // plan.batch
    while plan.chance_undecided(enough * plan.batch, probability, error) > _UNDECIDED:
        too_few, enough = enough, 2 * enough
        if too_few * plan.batch > _MOST_DRAWS:
            break
    while enough - too_few > 1 and too_few:
        middle = (too_few + enough) // 2
        if plan.chance_undecided(middle * plan.batch, probability, error) > _UNDECIDED:
            too_few = middle
        else:
            enough = middle
    if enough * plan.batch > _MOST_DRAWS:
        raise ChallengeError(
            f"to tell a probability of {error:.3g} from {probability:.3g} takes more than {_MOST_DRAWS:,} draws:"
            " raise detects, or least_probability, which keeps rare keys out of it"
        )
    return replace(plan, draws_at_most=enough * plan.batch)


def log_evidence(count: int, draws: int, probability: float, prior_weight: float) -> float:
    """Return the logarithm of the evidence against a key's probability, `E(x, n)` above; its mean is 1 at any time."""
    successes, failures = prior_weight * probability, prior_weight * (1 - probability)
    return (
        math.lgamma(successes + count)
        - math.lgamma(successes)
        + math.lgamma(failures + draws - count)
        - math.lgamma(failures)
        - math.lgamma(prior_weight + draws)
        + math.lgamma(prior_weight)
        - count * math.log(probability)
        - (draws - count) * math.log1p(-probability)
    )


def log_likelihood_ratio(count: int, draws: int, probability: float, other: float) -> float:
    """Return the logarithm of the likelihood of one probability beside that of another, which may be 0."""
    if other == 0:
        return math.inf if count else draws * math.log1p(-probability)
    return count * math.log(probability / other) + (draws - count) * (math.log1p(-probability) - math.log1p(-other))
