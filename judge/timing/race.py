"""Submissions and the reference in turn on the same inputs: how their times compare, and how they grow.

First a ladder of sizes, at each of which calls take about twice as long as before, until a call takes long enough to be
measured well; then rounds at one of those sizes, each with a fresh input, forwards and backwards by turns (A B B A), so that a
machine that becomes slower or faster favours none. Two things last for many rounds and are therefore exchanged. All are on one
core for two rounds, then on the next: whatever else uses a core makes it up to twice as slow as its neighbour. And the hosts
take turns in forking them: where its interpreter happens to lie in memory makes a process up to a tenth slower than another
(T. Mytkowicz et al., "Producing wrong data without doing anything obviously wrong!", ASPLOS 2009).
"""

from __future__ import annotations

import contextlib
import math
import random
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from judge.host.host import Host
from judge.host.replies import Failure, Returned
from judge.host.timed_worker import Lap, TimedWorker
from judge.measure.growth import fit_growth
from judge.measure.process import usable_cores
from judge.measure.ratio import median
from judge.model import Growth, Limits, Timing
from judge.timing.answers import is_alike
from judge.timing.program import PASSING_PROGRAM, Program, time_passing
from judge.timing.rung import PASSING, REFERENCE, Round, Rung
from judge.timing.sized_input import SizedInput

_STEP: Final = 2
"""How many times as long calls become from one size to the next."""

_SMALL_SIZE: Final = 64
_EXPONENT_OF_SMALL_SIZES: Final = 3.0
"""Where the smallest inputs are so small, calls are expected to become long soon."""

_PRECISION: Final = 0.05
_USELESS: Final = 1.0
"""An interval that ends this much of the estimate above it says nothing; of estimates below 1, this much."""

_FEWEST_ROUNDS: Final = 6
_TRUSTED_ROUNDS: Final = 24
"""A narrow interval of fewer rounds is too often narrow by chance, and to stop at it would choose those."""

_SAMPLES: Final = 8
"""How often the reference is asked again before a different answer is held against a submission."""

_LONGEST_NOTE: Final = 300
_MOST_ROUNDS: Final = 200
_LADDER_SHARE: Final = 0.4
_GROWN: Final = 3
"""A time that is so many times that of the smallest input is mostly due to its size."""

_PATIENCE: Final = 0.125
"""How long a slow submission's calls may become where the reference's are still too short to compare with, as a share of the
elapsed time for one."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How much to spend.

    Attributes:
        call_seconds: How long the slower one's calls may become before sizes are not doubled any more.
        seconds: Elapsed time for each submission, about; a comparison that takes longer ends with fewer rounds.
        rounds: How often to measure at each size on the way up.
        slack: How much wider that leaves the exponents of growth.
    """

    call_seconds: float
    seconds: float
    rounds: int
    slack: float


BRIEF: Final = Effort(call_seconds=0.004, seconds=0.4, rounds=1, slack=0.08)
THOROUGH: Final = Effort(call_seconds=0.1, seconds=6.0, rounds=3, slack=0.0)

EFFORTS: Final = {"brief": BRIEF, "thorough": THOROUGH}


class Race:
    """A reference and submissions that are measured in turn.

    Args:
        reference: The reference.
        submissions: What to compare with it.
        hosts: One for each of those, and one more; they fork the workers.
        limits: What each may use.
        sized_input: Makes inputs.
        effort: How much to spend.
        seed: Of the inputs.
    """

    def __init__(
        self,
        reference: Program,
        submissions: Sequence[Program],
        hosts: Sequence[Host],
        limits: Limits,
        sized_input: SizedInput,
        effort: Effort,
        seed: int,
    ) -> None:
        self._programs = {PASSING: PASSING_PROGRAM, REFERENCE: reference, **dict(enumerate(submissions, start=1))}
        *self._hosts, self._passing_host = hosts
        self._limits = limits
        self._submissions = len(submissions)
        self._sized_input = sized_input
        self._effort = effort
        self._random = random.Random(seed)  # noqa: S311  # inputs need no secret
        self._rungs: list[Rung] = []
        self._notes: dict[int, str] = {}
        self._answers_vary = sized_input.answers_vary
        self._cores = usable_cores()

    def run(self) -> list[Timing]:
        """Measure.

        Returns:
            A timing for each submission, in their order.

        Raises:
            ChallengeError: No sized input can be made.
        """
        began = self._climb()
        chosen = {position: self._choose(position) for position in self._programs if position > REFERENCE}
        end = began + self._effort.seconds * self._submissions
        waiting = [position for position in chosen if position not in self._notes]
        for rung in self._rungs:
            at_it = [position for position in waiting if chosen[position] is rung]
            if at_it and rung.is_long_enough(rung.least(REFERENCE) or 0.0):
                now = time.monotonic()
                self._compare(rung, at_it, now + (end - now) * len(at_it) / len(waiting))
            waiting = [position for position in waiting if position not in at_it]
        return [self._timing(position, rung) for position, rung in chosen.items()]

    def _climb(self) -> float:
        """Time all at ascending sizes, each until its calls become long; tell when all were there to begin."""
        climbing = [position for position in self._programs if position != PASSING]
        with contextlib.ExitStack() as stack:
            workers = self._start([PASSING, *climbing], 0, stack)
            for worker in workers.values():
                worker.load()
            began = time.monotonic()
            size = self._sized_input.smallest
            while size <= self._sized_input.largest and climbing:
                rung = Rung(size)
                self._rungs.append(rung)
                for done in range(self._effort.rounds):
                    rung.rounds.append(self._round(size, workers, climbing[:: -1 if done % 2 else 1]))
                times = self._go_on(rung, climbing)
                climbing = list(times)
                if time.monotonic() - began > _LADDER_SHARE * self._effort.seconds * self._submissions:
                    break
                size = self._next_size(times)
        return began

    def _go_on(self, rung: Rung, climbing: Sequence[int]) -> dict[int, float]:
        """CPU seconds of those that are to be timed at a larger size as well."""
        times = {each: its for each in climbing if (its := rung.least(each)) is not None}
        limit = self._effort.call_seconds
        if not rung.is_long_enough(times.get(REFERENCE, math.inf)):
            limit = max(limit, _PATIENCE * self._effort.seconds)
        return {each: its for each, its in times.items() if its <= limit and not rung.sleeps(each)}

    def _next_size(self, times: dict[int, float]) -> int:
        """The size at which the slowest of those that go on may take twice as long, at most twice the last one."""
        last = self._rungs[-1]
        exponent = 1.0 if last.size >= _SMALL_SIZE else _EXPONENT_OF_SMALL_SIZES
        for before in self._rungs[-2:-1]:
            for position, seconds in times.items():
                earlier = before.least(position) or 0.0
                if last.is_long_enough(seconds) and earlier > 0:
                    exponent = max(exponent, math.log(seconds / earlier) / math.log(last.size / before.size))
        return max(round(last.size * _STEP ** (1 / exponent)), last.size + 1)

    def _start(self, positions: Iterable[int], turn: int, stack: contextlib.ExitStack) -> dict[int, TimedWorker]:
        """Start a worker for each, all at once and on one core; in the next turn each is forked by another host."""
        seed = self._random.getrandbits(32)
        core = self._cores[turn // 2 % len(self._cores)]
        workers = {}
        for position in positions:
            program = self._programs[position]
            host = self._passing_host if position == PASSING else self._hosts[(position + turn) % len(self._hosts)]
            worker = TimedWorker(program.source, program.file_name, program.entry_point, self._limits, seed, host, core)
            workers[position] = stack.enter_context(worker)
        return workers

    def _round(self, size: int, workers: dict[int, TimedWorker], order: Sequence[int]) -> Round:
        """Time some of them once, on one fresh input; give the laps whose answer counts."""
        arguments = self._sized_input(size, self._random)
        done: Round = {}
        for position in order:
            with _others_stopped(workers, position):
                lap = workers[position].run(arguments)
            if isinstance(lap, Failure):
                self._note(position, f"on an input of size {size:,}, {lap.message}")
            else:
                done[position] = lap
        expected = done.get(REFERENCE)
        if expected is None:
            return done
        if PASSING in workers:
            value = expected.answer.value if isinstance(expected.answer, Returned) else None
            with _others_stopped(workers, PASSING):
                passing = time_passing(workers[PASSING], arguments, value)
            done |= {} if passing is None else {PASSING: passing}
        for position in order:
            if position in done and not self._agree(done[position], expected, workers[REFERENCE], arguments):
                self._note(position, f"on an input of size {size:,} its answer is not the reference's")
                del done[position]
        return done

    def _agree(self, lap: Lap, expected: Lap, reference: TimedWorker, arguments: bytes) -> bool:
        """Whether a submission answered as the reference does, or might: where answers vary nobody can tell."""
        if self._answers_vary or is_alike(lap.answer, expected.answer):
            return True
        for _ in range(_SAMPLES):
            again = reference.run(arguments)
            if isinstance(again, Failure) or not is_alike(again.answer, expected.answer):
                self._answers_vary = True
                return True
        return False

    def _note(self, position: int, text: str) -> None:
        """Keep what is the first to be said of one."""
        self._notes.setdefault(position, text if len(text) <= _LONGEST_NOTE else f"{text[:_LONGEST_NOTE]} …")

    def _choose(self, position: int) -> Rung | None:
        """The largest size at which neither takes too long, or a smaller one, if the reference takes long enough there."""
        rungs = [each for each in self._rungs if None not in (each.least(position), each.least(REFERENCE))]
        telling = [rung for rung in rungs if rung.is_long_enough(rung.least(REFERENCE) or 0.0)] or rungs
        limit = self._effort.call_seconds
        short = [rung for rung in telling if max(rung.least(position) or 0.0, rung.least(REFERENCE) or 0.0) <= limit]
        return (short or telling[:1])[-1] if telling else None

    def _compare(self, rung: Rung, positions: Sequence[int], deadline: float) -> None:
        """Collect ratios at one size until each is known well enough or time is up.

        Each round has fresh workers, so that nothing is left of earlier calls: what a program remembers, or prepares when it is
        imported, is paid for in every call that has the use of it.
        """
        order = [REFERENCE, *positions]
        for done in range(1, _MOST_ROUNDS):
            with contextlib.ExitStack() as stack:
                turns = order[:: -1 if done % 2 else 1]
                workers = self._start([*turns, PASSING] if rung.is_mostly_passing else turns, done - 1, stack)
                rung.fresh_rounds.append(self._round(rung.size, workers, turns))
            late = time.monotonic() - deadline
            known = done >= _TRUSTED_ROUNDS and all(self._is_known(rung, each) for each in positions)
            if known or (late > 0 and done >= _FEWEST_ROUNDS) or late > self._effort.seconds:
                break

    def _is_known(self, rung: Rung, position: int) -> bool:
        interval = rung.relative(position)
        return interval is not None and interval.half_width <= _PRECISION

    def _timing(self, position: int, rung: Rung | None) -> Timing:
        note = self._notes.get(position, "")
        if rung is None:
            return Timing(note=note or self._notes.get(REFERENCE, "nothing could be measured"))
        relative = None if note else rung.relative(position)
        if not rung.is_long_enough(rung.least(REFERENCE) or 0.0):
            relative, note = None, note or "the reference takes too little time to compare with"
        elif relative is None:
            note = note or "there was no time for as many rounds as it takes"
        elif relative.high - relative.value > _USELESS * max(relative.value, 1.0):
            note = f"it was too disturbed: anything from {relative.low:.2g} to {relative.high:.2g} times the reference fits"
            relative = None
        return Timing(
            relative=relative,
            size=rung.size,
            import_seconds=self._import_seconds(position),
            growth=self._growth(position),
            reference_growth=self._growth(REFERENCE),
            sizes=tuple(each.timed_size(position) for each in self._rungs),
            peak_memory_bytes=self._peak_bytes(position, rung),
            reference_peak_memory_bytes=self._peak_bytes(REFERENCE, rung),
            note=note,
        )

    def _import_seconds(self, position: int) -> float:
        """How much longer importing takes than the reference does, in the median."""
        rounds = [each for rung in self._rungs for each in (*rung.rounds, *rung.fresh_rounds)]
        ours, reference = (
            median([each[its].import_seconds for each in rounds if its in each]) for its in (position, REFERENCE)
        )
        return max(ours - reference, 0.0)

    def _peak_bytes(self, position: int, rung: Rung) -> int:
        """Peak memory at one size above that of an idle worker, which is the reference's before its first call."""
        idle = min(
            (its[REFERENCE].idle_bytes for each in self._rungs for its in each.rounds if REFERENCE in its), default=0
        )
        rounds = rung.fresh_rounds or rung.rounds
        return max([0, *(its[position].peak_bytes - idle for its in rounds if position in its)])

    def _growth(self, position: int) -> Growth | None:
        """The law of those times that are more than what disturbs them and what every call costs."""
        rungs = [(rung, its) for rung in self._rungs if (its := rung.least(position)) is not None]
        points = [(rung.size, its) for rung, its in rungs if rung.is_long_enough(its)]
        # The smallest input's time is mostly what every call costs, unless time grows little from there on.
        grown = [point for point in points if point[1] > _GROWN * rungs[0][1]]
        return (self._fit(grown, position) if grown else None) or (self._fit(points, position) if points else None)

    def _fit(self, points: Sequence[tuple[int, float]], position: int) -> Growth | None:
        sizes, times = zip(*points, strict=True)
        largest = next(rung for rung in self._rungs if rung.size == sizes[-1])
        return fit_growth(sizes, times, memory_bytes=self._peak_bytes(position, largest), slack=self._effort.slack)


@contextlib.contextmanager
def _others_stopped(workers: dict[int, TimedWorker], position: int) -> Iterator[None]:
    """Have all workers but one stand still."""
    with contextlib.ExitStack() as others:
        for other, worker in workers.items():
            if other != position and worker.load() is None:
                others.enter_context(worker.stop())
        yield
