"""What was measured with inputs of one size, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from judge.host.timed_worker import Lap
from judge.measure.ratio import median, median_interval
from judge.model import Interval, TimedSize

PASSING: Final = -1
"""The position of the program that only takes in arguments and gives out a value."""

REFERENCE: Final = 0
"""The reference's position; the submissions come after it."""

Round = dict[int, Lap]
"""The laps of one input, by position."""

_LEAST_SECONDS: Final = 0.0003
_LEAST_SHARE: Final = 0.5
"""A call is long enough if the program's own time is this, and this share of what giving out its value takes."""

_TAKING_ALLOWANCE: Final = 1.25
_TAKING_SECONDS: Final = 0.0005
"""Taking in arguments varies this much. What is beyond is work ahead of the call, and counts as if done in it."""


@dataclass(slots=True)
class Rung:
    """The measurements of one size.

    Attributes:
        size: Of the inputs.
        rounds: In workers that had answered smaller inputs before.
        fresh_rounds: In workers that had answered nothing before.
    """

    size: int
    rounds: list[Round] = field(default_factory=list)
    fresh_rounds: list[Round] = field(default_factory=list)

    def least(self, position: int) -> float | None:
        """CPU seconds of a program's least disturbed call; None if there is none."""
        times = _own_seconds(self.rounds, position)
        return min(times.values()) if times else None

    def relative(self, position: int) -> Interval | None:
        """A submission's time over the reference's, importing included; None where too few rounds can tell."""
        ours, reference = (_own_seconds(self.fresh_rounds, each) for each in (position, REFERENCE))
        both = [number for number in ours if reference.get(number, 0.0) > 0]
        laps = [self.fresh_rounds[number] for number in both]
        imported = [each[position].import_seconds - each[REFERENCE].import_seconds for each in laps]
        more = max(median(imported or [0.0]), 0.0)
        return median_interval([(ours[number] + more) / reference[number] for number in both])

    def is_long_enough(self, seconds: float) -> bool:
        """Whether a program's own time is more than what disturbs it."""
        return seconds >= max(_LEAST_SECONDS, _LEAST_SHARE * _giving_seconds(self.rounds))

    def timed_size(self, position: int) -> TimedSize:
        """The figures of a submission for reports."""
        passing = [
            round_[PASSING].taking_seconds + round_[PASSING].call_seconds for round_ in _with_passing(self.rounds)
        ]
        return TimedSize(self.size, self.least(position), self.least(REFERENCE), min(passing, default=0.0))


def _own_seconds(rounds: list[Round], position: int) -> dict[int, float]:
    """CPU seconds of a program's calls by number of the round, without what giving out the value takes."""
    giving = _giving_seconds(rounds)
    taking = median([each[PASSING].taking_seconds for each in _with_passing(rounds)] or [0.0])
    most_taking = _TAKING_ALLOWANCE * taking + _TAKING_SECONDS
    return {
        number: max(lap.call_seconds - giving, 0.0) + max(lap.taking_seconds - most_taking, 0.0)
        for number, its in enumerate(rounds)
        if (lap := its.get(position)) is not None
    }


def _giving_seconds(rounds: list[Round]) -> float:
    return median([each[PASSING].call_seconds for each in _with_passing(rounds)] or [0.0])


def _with_passing(rounds: list[Round]) -> list[Round]:
    return [each for each in rounds if PASSING in each]
