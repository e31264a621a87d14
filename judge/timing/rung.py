"""What was measured with inputs of one size, and what follows from it."""

from __future__ import annotations

import math
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

_SMALL_SHARE: Final = 0.1
_LONG_SECONDS: Final = 0.25
_BUSY: Final = 4
"""Elapsed time of a call that is this, and so many times its CPU time more, is waited for no further."""

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
        times = self._own_seconds(self.rounds, position)
        return min(times.values()) if times else None

    def relative(self, position: int) -> Interval | None:
        """A submission's time over the reference's, importing included; None where too few rounds can tell.

        Each value is the geometric mean of the ratios of two rounds, between which the two exchanged hosts and turns: what
        those did for one ratio they undid in the other. Where there are too few of such pairs, it is the ratio of a round.
        """
        ours, reference = (self._own_seconds(self.fresh_rounds, each) for each in (position, REFERENCE))
        both = [number for number in ours if reference.get(number, 0.0) > 0]
        laps = [self.fresh_rounds[number] for number in both]
        imported = [each[position].import_seconds - each[REFERENCE].import_seconds for each in laps]
        more = max(median(imported or [0.0]), 0.0)
        ratios = {number: (ours[number] + more) / reference[number] for number in both}
        pairs = [(number, number + 1) for number in ratios if number % 2 == 0 and number + 1 in ratios]
        exchanged = median_interval([math.sqrt(ratios[first] * ratios[second]) for first, second in pairs])
        return exchanged or median_interval(list(ratios.values()))

    def is_long_enough(self, seconds: float) -> bool:
        """Whether a program's own time is more than what disturbs it."""
        return seconds >= max(_LEAST_SECONDS, _LEAST_SHARE * (_median_seconds(self.rounds) or (0.0, 0.0))[0])

    @property
    def is_mostly_passing(self) -> bool:
        """Whether giving out the value takes so much of the reference's call that it must be measured in every round."""
        given, _ = _median_seconds(self.rounds) or (0.0, 0.0)
        return given > _SMALL_SHARE * (self.least(REFERENCE) or 0.0)

    def _own_seconds(self, rounds: list[Round], position: int) -> dict[int, float]:
        """CPU seconds of a program's calls by number of the round, without what giving out the value takes."""
        usual = _median_seconds(rounds) or _median_seconds(self.rounds)
        own = {}
        for number, its in enumerate(rounds):
            lap, passing = its.get(position), its.get(PASSING)
            if lap is not None:
                given, taken = (passing.call_seconds, passing.taking_seconds) if passing else usual or (0.0, 0.0)
                ahead = lap.taking_seconds - _TAKING_ALLOWANCE * taken - _TAKING_SECONDS
                own[number] = max(lap.call_seconds - given, 0.0) + max(ahead, 0.0)
        return own

    def sleeps(self, position: int) -> bool:
        """Whether a program's calls take much longer than the CPU time they use, so that others would wait for them."""
        laps = [its[position] for its in self.rounds if position in its]
        return any(
            lap.elapsed_seconds > _LONG_SECONDS + _BUSY * (lap.taking_seconds + lap.call_seconds) for lap in laps
        )

    def timed_size(self, position: int) -> TimedSize:
        """The figures of a submission for reports."""
        laps = [each[PASSING] for each in self.rounds if PASSING in each]
        passing = [lap.taking_seconds + lap.call_seconds for lap in laps]
        return TimedSize(self.size, self.least(position), self.least(REFERENCE), min(passing, default=0.0))


def _median_seconds(rounds: list[Round]) -> tuple[float, float] | None:
    """What giving out a value and taking in the arguments cost in the median; None if that was not measured."""
    laps = [each[PASSING] for each in rounds if PASSING in each]
    if not laps:
        return None
    return median([lap.call_seconds for lap in laps]), median([lap.taking_seconds for lap in laps])
