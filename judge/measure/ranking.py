"""Rank what was measured with uncertainty: what cannot be told apart shares a rank."""

from __future__ import annotations

from collections.abc import Sequence

from judge.model import Interval


def rank(intervals: Sequence[Interval]) -> list[int]:
    """The rank of each, from 1 for the smallest.

    The fastest begins a group, and all that overlap it follow in it, until one does not: that one begins the next. A rank
    counts all before its group, as in sports: 1, 1, 3.

    Args:
        intervals: Of any order.
    """
    order = sorted(range(len(intervals)), key=lambda position: (intervals[position].value, position))
    ranks = [0] * len(intervals)
    first, its_rank = order[:1], 1
    for number, position in enumerate(order, start=1):
        if intervals[position].low > intervals[first[0]].high:
            first, its_rank = [position], number
        ranks[position] = its_rank
    return ranks
