"""Exact tails of the binomial distribution, and what follows from them: which counts to accept, which errors that detects.

In `n` independent draws of which each is a success with probability `p`, the number of successes `X` has

    P(X = k) = C(n, k) p^k (1 - p)^(n - k).

Ranges with equal exact tails follow C. J. Clopper and E. S. Pearson, "The use of confidence or fiducial limits illustrated
in the case of the binomial", Biometrika 26 (1934).
"""

from __future__ import annotations

import functools
import math

from judge.errors import ChallengeError

ROUNDING = 1e-6
"""Tails are computed this much too large (relative): more than the rounding errors of `lgamma` for a million trials."""

_NEGLIGIBLE = 1e-18


def probability_at_least(count: int, trials: int, probability: float) -> float:
    """Return P(X >= count) for a binomial X: never too small, and too large by a few millionths (relative) at most.

    Beyond the mean the terms are summed from the largest on, each being the one before times
    `(n - k) / (k + 1) * p / (1 - p)`; on this side of the mean the complement is.

    Args:
        count: The least number of successes that counts.
        trials: Number of independent trials, up to a million or so.
        probability: Chance of success in each trial.
    """
    if count <= 0:
        return 1.0
    if count > trials or probability <= 0:
        return 0.0
    if probability >= 1:
        return 1.0
    if count <= trials * probability:
        return min(1.0, 1 - _sum_beyond_mean(trials - count + 1, trials, 1 - probability) / (1 + ROUNDING) ** 2)
    return min(1.0, _sum_beyond_mean(count, trials, probability))


def probability_at_most(count: int, trials: int, probability: float) -> float:
    """Return P(X <= count) for a binomial X, with the same accuracy as `probability_at_least`."""
    return probability_at_least(trials - count, trials, 1 - probability)


def _sum_beyond_mean(count: int, trials: int, probability: float) -> float:
    """P(X >= count) where the terms from `count` on decrease, slightly too large."""
    if count > trials:
        return 0.0
    log_first = (
        math.lgamma(trials + 1)
        - math.lgamma(count + 1)
        - math.lgamma(trials - count + 1)
        + count * math.log(probability)
        + (trials - count) * math.log1p(-probability)
    )
    odds = probability / (1 - probability)
    term = total = 1.0
    for successes in range(count, trials):
        term *= (trials - successes) / (successes + 1) * odds
        total += term
        if term < _NEGLIGIBLE * total:
            break
    return math.exp(log_first) * total * (1 + ROUNDING)


@functools.lru_cache(maxsize=4096)
def acceptance_range(trials: int, probability: float, false_rejection: float) -> tuple[int, int]:
    """Return the counts `(low, high)` between which a binomial X stays but for a chance of `false_rejection`.

    It is the narrowest range with P(X < low) <= false_rejection / 2 and P(X > high) <= false_rejection / 2.

    Args:
        trials: Number of independent trials, up to a million or so.
        probability: Chance of success in each trial.
        false_rejection: Chance that a count lies outside, at most.
    """
    tail = check_chance(false_rejection) / 2
    mean = min(trials, max(0, round(trials * probability)))
    low, above = 0, mean + 1  # P(X < low) <= tail holds for `low`, and is not known to for `above`
    while above - low > 1:
        middle = (low + above) // 2
        if probability_at_most(middle - 1, trials, probability) <= tail:
            low = middle
        else:
            above = middle
    below, high = mean - 1, trials
    while high - below > 1:
        middle = (below + high) // 2
        if probability_at_least(middle + 1, trials, probability) <= tail:
            high = middle
        else:
            below = middle
    return low, high


def detection_probability(trials: int, probability: float, actual: float, *, false_rejection: float) -> float:
    """Return the chance that `assert_proportion` rejects a solution whose chance of success is `actual`.

    With `actual == probability` it is the true chance of a false rejection, which is below `false_rejection` because
    counts are whole numbers.
    """
    low, high = acceptance_range(trials, probability, false_rejection)
    return probability_at_most(low - 1, trials, actual) + probability_at_least(high + 1, trials, actual)


def check_chance(false_rejection: float) -> float:
    """Return a chance of a false rejection that a check can be held to.

    Raises:
        ChallengeError: It is no chance: with 0 nothing is ever rejected, with 1 everything may be.
    """
    if not 0 < false_rejection < 1:
        raise ChallengeError(f"false_rejection must lie between 0 and 1, such as 1e-9; it is {false_rejection!r}")
    return false_rejection
