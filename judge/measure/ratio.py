"""How two times compare, with the uncertainty of that: the median of paired ratios and an exact interval for it.

One reading of CPU time on a shared machine is off by 14 to 38 %, and the least of many by up to 32 %: frequency, caches and
neighbours differ from one moment to the next. What two processes took directly after each other was disturbed alike, so
ratios of such pairs vary little, and their median ignores the pairs that were not.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from judge.model import Interval

CONFIDENCE: Final = 0.95
"""Of every interval."""


def median(values: Sequence[float]) -> float:
    """The middle one, or the mean of the middle two."""
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def median_interval(values: Sequence[float]) -> Interval | None:
    """The median with the interval of the sign test; None where there are too few values for one.

    The k-th smallest and the k-th largest of n independent values enclose the median of their distribution, whatever that is,
    unless fewer than k values are on one side of it: with probability 1 - 2 P(B(n, 1/2) < k) (W. R. Thompson, "On confidence
    ranges for the median and other expectation distributions for populations of unknown distribution form", Annals of
    Mathematical Statistics 7, 1936). The largest k is taken for which that is at least `CONFIDENCE`; 6 values are the fewest.
    """
    ordered = sorted(values)
    count = len(ordered)
    outside, below = 0.0, -1
    for fewer in range(count // 2):
        outside += 2 * math.comb(count, fewer) / 2**count
        if outside > 1 - CONFIDENCE:
            break
        below = fewer
    if below < 0:
        return None
    return Interval(median(ordered), ordered[below], ordered[count - 1 - below], count)
