"""Assertions on random samples whose chance to reject a correct solution is stated and holds exactly.

Every check here reduces to one fact: *a count has a binomial distribution*. In `n` independent draws of which each is a
success with probability `p`, the number of successes `X` has

    P(X = k) = C(n, k) p^k (1 - p)^(n - k),

and the chance that `X` falls far from `n p` is the sum of such terms, whatever `n` is: no normal approximation, no
chi-squared table. A check that must look at several counts (one for every key, say) divides its `false_rejection` among
them; by Boole's inequality, P(A or B) <= P(A) + P(B), the chance that any of them rejects is then at most
`false_rejection`, although the counts depend on each other.

That pairs of successive draws must not overlap if they
are to be independent, and that a sample may also be too regular, is in D. E. Knuth, "The Art of Computer Programming",
volume 2, sections 3.3.1 and 3.3.2.
"""

from __future__ import annotations

import functools
import math
from collections import Counter
from itertools import islice, product
from typing import TYPE_CHECKING

from judge.errors import ChallengeError
from judge.testing.binomial import (
    ROUNDING,
    acceptance_range,
    check_chance,
    probability_at_least,
    probability_at_most,
)
from judge.testing.failures import DistributionMismatch, Share

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence

_HIT_CHANCE = 1 / 3


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
            f"{what} {count:,} times in {trials:,} ({share(count, trials)}), where the weights ask for"
            f" {probability:.4%}: a correct solution stays between {low:,} ({share(low, trials)})"
            f" and {high:,} ({share(high, trials)}) but for a chance of {false_rejection:.1e}",
            shares=(Share(what, count, trials, probability, low, high),),
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
    probabilities = probabilities_of(weights)
    counts = count_draws(values, probabilities)
    part, trials = false_rejection / len(probabilities), len(values)
    try:
        for key, probability in probabilities.items():
            assert_proportion(counts[key], trials, probability, false_rejection=part, what=f"{key!r} was drawn")
    except DistributionMismatch as failure:
        failure.shares = tuple(
            Share(key, counts[key], trials, probability, *acceptance_range(trials, probability, part))
            for key, probability in probabilities.items()
        )
        raise


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
    if len(values) < block:
        raise ChallengeError(f"a sample of {len(values):,} draws holds no block of {block:,}: draw more")
    probabilities = probabilities_of(weights)
    counts = [count_draws(values[start : start + block], probabilities) for start in _block_starts(len(values), block)]
    for key, probability in probabilities.items():
        first, last, hit_chance = _window(block, probability)
        hits = sum(first <= count[key] <= last for count in counts)
        if probability_at_least(hits, len(counts), hit_chance) <= check_chance(false_rejection) / len(probabilities):
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
    first_probabilities, second_probabilities = probabilities_of(first_weights), probabilities_of(second_weights)
    cells: dict[Hashable, float] = {
        (first, second): first_probability * second_probability
        for first, first_probability in first_probabilities.items()
        for second, second_probability in second_probabilities.items()
    }
    counts = count_draws(pairs, cells)
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
    if size < 1:
        raise ChallengeError(f"a lag of up to {max_lag} takes more than {3 * max_lag + 1} draws, not {len(values)}")
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
    probabilities = probabilities_of(weights)
    count_draws(values, probabilities)
    if len(probabilities) == 1:
        raise ChallengeError("draws of one single key repeat of necessity: assert_no_repeated_stretch needs two keys")
    odds = check_chance(false_rejection) * 2 / len(values) ** 2
    stretch = math.ceil(math.log(odds) / math.log(max(probabilities.values())))
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


def share(count: int, trials: int) -> str:
    """Return a count's share of the trials as text, such as `25.0000%`."""
    return f"{count / trials:.4%}"


def probabilities_of(weights: Mapping[Hashable, float]) -> dict[Hashable, float]:
    """Return the probability of each key that has one.

    Raises:
        ChallengeError: The weights are none: negative, infinite, or all zero.
    """
    total = math.fsum(weights.values())
    if not 0 < total < math.inf or min(weights.values()) < 0:
        raise ChallengeError(f"weights must be non-negative and finite, and one at least positive, not {weights!r}")
    return {key: weight / total for key, weight in weights.items() if weight > 0}


def count_draws(values: Iterable[object], probabilities: Mapping[Hashable, float]) -> Counter[object]:
    """Count the draws, each of which must be among the keys that have a probability.

    Raises:
        DistributionMismatch: One is not.
    """
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
    return min(1.0, inside + 4 * ROUNDING)


def _disjoint_pairs(values: Sequence[object], lag: int, offset: int) -> Iterable[tuple[object, object]]:
    """Pairs `(values[i], values[i + lag])`: from `offset` on, `lag` draws in a row with the `lag` draws after them."""
    for start in range(offset, offset + lag):
        yield from zip(values[start :: 2 * lag], values[start + lag :: 2 * lag], strict=False)
