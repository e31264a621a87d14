"""Assertions on random samples whose chance to reject a correct solution is stated and holds exactly.

Every check here reduces to one fact: *a count has a binomial distribution*. In `n` independent draws of which each is a
success with probability `p`, the number of successes `X` has

    P(X = k) = C(n, k) p^k (1 - p)^(n - k),

and the chance that `X` falls far from `n p` is the sum of such terms, whatever `n` is: no normal approximation, no
chi-squared table. A check that must look at several counts (one for every key, say) divides its `false_rejection` among
them; by Boole's inequality, P(A or B) <= P(A) + P(B), the chance that any of them rejects is then at most
`false_rejection`, although the counts depend on each other.

Intervals with equal exact tails follow C. J. Clopper and E. S. Pearson, "The use of confidence or fiducial limits
illustrated in the case of the binomial", Biometrika 26 (1934). That pairs of successive draws must not overlap if they
are to be independent, and that a sample may also be too regular, is in D. E. Knuth, "The Art of Computer Programming",
volume 2, sections 3.3.1 and 3.3.2.
"""

from __future__ import annotations

import functools
import math
from collections import Counter
from itertools import islice, product
from typing import TYPE_CHECKING

from judge.testing.failures import DistributionMismatch

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence

_ROUNDING = 1e-6
"""Tails are computed this much too large (relative): more than the rounding errors of `lgamma` for a million trials."""

_NEGLIGIBLE = 1e-18
_HIT_CHANCE = 1 / 3


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
        return min(1.0, 1 - _sum_beyond_mean(trials - count + 1, trials, 1 - probability) / (1 + _ROUNDING) ** 2)
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
    return math.exp(log_first) * total * (1 + _ROUNDING)


@functools.lru_cache(maxsize=4096)
def acceptance_range(trials: int, probability: float, false_rejection: float) -> tuple[int, int]:
    """Return the counts `(low, high)` between which a binomial X stays but for a chance of `false_rejection`.

    It is the narrowest range with P(X < low) <= false_rejection / 2 and P(X > high) <= false_rejection / 2.
    """
    tail = false_rejection / 2
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


def assert_proportion(
    count: int, trials: int, probability: float, *, false_rejection: float, what: str = "the event"
) -> None:
    """Assert that a count of successes agrees with their probability.

    Args:
        count: Number of successes seen.
        trials: Number of independent trials.
        probability: The specified chance of success in each.
        false_rejection: The chance that this rejects a correct solution, at most.
        what: What a success is, for the message: "'a' was drawn".

    Raises:
        DistributionMismatch: The count lies outside `acceptance_range`.
    """
    low, high = acceptance_range(trials, probability, false_rejection)
    if not low <= count <= high:
        raise DistributionMismatch(
            f"{what} {count:,} times in {trials:,} ({_share(count, trials)}), where the weights ask for"
            f" {probability:.4%}: a correct solution stays between {low:,} ({_share(low, trials)})"
            f" and {high:,} ({_share(high, trials)}) but for a chance of {false_rejection:.1e}"
        )


def assert_frequencies(values: Sequence[object], weights: Mapping[Hashable, float], *, false_rejection: float) -> None:
    """Assert that independently drawn values follow their weights: the count of every key, from both sides.

    Args:
        values: The draws.
        weights: The non-negative weight of each key; probabilities are weights over their total.
        false_rejection: The chance that this rejects a correct solution, at most; each key has an equal part of it.

    Raises:
        DistributionMismatch: A key came too often or too rarely, or a value is not a key of positive weight.
    """
    probabilities = _probabilities(weights)
    counts = _counts(values, probabilities)
    for key, probability in probabilities.items():
        assert_proportion(
            counts[key],
            len(values),
            probability,
            false_rejection=false_rejection / len(probabilities),
            what=f"{key!r} was drawn",
        )


def frequencies_fit(values: Sequence[object], weights: Mapping[Hashable, float], *, false_rejection: float) -> bool:
    """Return whether `assert_frequencies` passes.

    For a cheap first look: only a sample that does not fit at, say, one in a hundred is worth the many draws that a
    rejection needs. Draws of the second look are new ones, so its chance of a false rejection holds as it stands.
    """
    try:
        assert_frequencies(values, weights, false_rejection=false_rejection)
    except DistributionMismatch:
        return False
    return True


def assert_not_too_regular(
    values: Sequence[object], weights: Mapping[Hashable, float], *, block: int, false_rejection: float
) -> None:
    """Assert that frequencies scatter from block to block as those of independent draws do.

    The sample is cut into blocks of `block` draws. For each key, a block is a *hit* if its count of the key is within a
    window around the expected count, chosen such that independent draws hit it with a probability `h` of at most 1/3.
    Blocks are independent, so the number of hits in `b` blocks is binomial with parameters `b` and `h`. A round robin,
    a shuffled deck or a low-discrepancy sequence hits every time, where chance does so with `h^b`.

    Args:
        values: The draws.
        weights: The weight of each key.
        block: Draws in a block; many enough that the count of a key can take many values.
        false_rejection: The chance that this rejects a correct solution, at most; each key has an equal part of it.

    Raises:
        DistributionMismatch: There are too many hits.
    """
    probabilities = _probabilities(weights)
    counts = [_counts(values[start : start + block], probabilities) for start in _block_starts(len(values), block)]
    for key, probability in probabilities.items():
        first, last, hit_chance = _window(block, probability)
        hits = sum(first <= count[key] <= last for count in counts)
        if probability_at_least(hits, len(counts), hit_chance) <= false_rejection / len(probabilities):
            raise DistributionMismatch(
                f"the draws are too regular: {key!r} came {first:,} to {last:,} times in {hits:,} of {len(counts):,}"
                f" blocks of {block:,} draws, where independent draws do so in {hit_chance:.1%} of them"
            )


def assert_pairs_independent(
    pairs: Iterable[tuple[object, object]],
    first_weights: Mapping[Hashable, float],
    second_weights: Mapping[Hashable, float],
    *,
    false_rejection: float,
    relation: str = "together with",
) -> None:
    """Assert that in independent pairs the second value does not depend on the first.

    If it does not, the count of each pair `(a, b)` is binomial with probability `P(a) P(b)`.

    Args:
        pairs: Pairs that share no draw.
        first_weights: The weights behind the first values.
        second_weights: The weights behind the second values.
        false_rejection: The chance that this rejects a correct solution, at most; all pairs of keys share it equally.
        relation: How the second value stands to the first, for the message: "directly after".

    Raises:
        DistributionMismatch: A pair of keys came too often or too rarely.
    """
    first_probabilities, second_probabilities = _probabilities(first_weights), _probabilities(second_weights)
    cells: dict[Hashable, float] = {
        (first, second): first_probability * second_probability
        for first, first_probability in first_probabilities.items()
        for second, second_probability in second_probabilities.items()
    }
    counts = _counts(pairs, cells)
    for first, second in product(first_probabilities, second_probabilities):
        assert_proportion(
            counts[first, second],
            counts.total(),
            cells[first, second],
            false_rejection=false_rejection / len(cells),
            what=f"the draws are not independent: {second!r} came {relation} {first!r}",
        )


def assert_independent(
    values: Sequence[object], weights: Mapping[Hashable, float], *, max_lag: int, false_rejection: float
) -> None:
    """Assert that draws do not depend on any single one of the `max_lag` draws before them.

    For each lag, draw `i` is paired with draw `i + lag` in two ways that between them use every such pair, while within
    each way no draw is used twice; so each is a sample for `assert_pairs_independent`.

    Args:
        values: The draws, in order.
        weights: The weight of each key.
        max_lag: The largest distance between draws that is looked at.
        false_rejection: The chance that this rejects a correct solution, at most; all lags share it equally.

    Raises:
        DistributionMismatch: At some lag, a pair of keys came too often or too rarely.
    """
    size = (len(values) - 3 * max_lag) // 2  # the same for every lag, so that all have the same acceptance ranges
    for lag in range(1, max_lag + 1):
        for offset in (0, lag):
            assert_pairs_independent(
                islice(_disjoint_pairs(values, lag, offset), size),
                weights,
                weights,
                false_rejection=false_rejection / (2 * max_lag),
                relation="directly after" if lag == 1 else f"{lag} draws after",
            )


def assert_no_repeated_stretch(
    values: Sequence[object], weights: Mapping[Hashable, float], *, false_rejection: float
) -> None:
    """Assert that no long stretch of draws occurs twice, as in a sequence with a period.

    Two given stretches of `s` independent draws agree with a probability of at most `p^s`, where `p` is that of the
    most probable key; also if they overlap, since each draw of the later one is compared with an earlier draw. There
    are fewer than `n^2 / 2` pairs of stretches in `n` draws, so `s` is taken as the least with `n^2 / 2 * p^s` within
    `false_rejection`.

    Args:
        values: The draws, in order.
        weights: The weight of each key; at least two must be positive.
        false_rejection: The chance that this rejects a correct solution, at most.

    Raises:
        DistributionMismatch: A stretch of that length occurs twice.
    """
    probabilities = _probabilities(weights)
    _counts(values, probabilities)
    stretch = math.ceil(math.log(false_rejection * 2 / len(values) ** 2) / math.log(max(probabilities.values())))
    letters = {key: chr(position) for position, key in enumerate(probabilities)}
    text = "".join([letters[value] for value in values])
    seen: dict[str, int] = {}
    for start in range(len(text) - stretch + 1):
        earlier = seen.setdefault(text[start : start + stretch], start)
        if earlier != start:
            raise DistributionMismatch(
                f"the draws repeat: draws {start + 1:,} to {start + stretch:,} are, in the same order, those from"
                f" {earlier + 1:,} to {earlier + stretch:,}"
            )


def _share(count: int, trials: int) -> str:
    return f"{count / trials:.4%}"


def _probabilities(weights: Mapping[Hashable, float]) -> dict[Hashable, float]:
    """The probability of each key that has one."""
    total = math.fsum(weights.values())
    return {key: weight / total for key, weight in weights.items() if weight > 0}


def _counts(values: Iterable[object], probabilities: Mapping[Hashable, float]) -> Counter[object]:
    """Count the values, each of which must be among the given ones."""
    try:
        counts = Counter(values)
    except TypeError:
        raise DistributionMismatch("a value was drawn that is not hashable, and so is none of the keys") from None
    for value in counts:
        if value not in probabilities:
            raise DistributionMismatch(f"{value!r} was drawn, which is not a key with a positive weight")
    return counts


def _block_starts(size: int, block: int) -> range:
    return range(0, size - block + 1, block)


@functools.lru_cache(maxsize=256)
def _window(block: int, probability: float) -> tuple[int, int, float]:
    """The widest window of counts around the expected one that chance hits in at most a third of blocks, or one count.

    Returns:
        The first and the last count in the window, and the chance of a hit.
    """
    expected = block * probability
    first = last = round(expected)
    chance = _between(first, last, block, probability)
    while True:
        wider = (first - 1, last) if expected - (first - 1) < (last + 1) - expected else (first, last + 1)
        wider_chance = _between(*wider, block, probability)
        if wider_chance > _HIT_CHANCE:
            return first, last, chance
        (first, last), chance = wider, wider_chance


def _between(first: int, last: int, trials: int, probability: float) -> float:
    inside = (
        1 - probability_at_most(first - 1, trials, probability) - probability_at_least(last + 1, trials, probability)
    )
    return min(1.0, inside + 4 * _ROUNDING)


def _disjoint_pairs(values: Sequence[object], lag: int, offset: int) -> Iterable[tuple[object, object]]:
    """Pairs `(values[i], values[i + lag])`: from `offset` on, `lag` draws in a row with the `lag` draws after them."""
    for start in range(offset, offset + lag):
        yield from zip(values[start :: 2 * lag], values[start + lag :: 2 * lag], strict=False)
