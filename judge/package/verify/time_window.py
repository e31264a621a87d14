"""Measure the window that a time limit stands in: above what is accepted, below what is too slow, with margins.

As in Kattis' problem packages, the limit is derived from the slowest accepted submission (`ac_to_time_limit` times its time)
and checked against the fastest one that is too slow (`time_limit_to_tle` times the limit). All times are CPU times in multiples
of the limit that holds for the call, so that a limit which is itself a multiple of the reference's time needs no other unit.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from statistics import median
from typing import Final

from judge.challenge import Challenge
from judge.grading.plan import Plan
from judge.model import Cause, Verdict
from judge.package.verify.consistency import KnownAnswer, line_of
from judge.package.verify.verification import TimeWindow, Verification
from judge.package.verify.workbench import Judged, Workbench

_FACTOR: Final = 1.1
"""How far beyond what is demanded a submission that is too slow is followed, to see how slow it is."""

_LEAST_SHOWN: Final = 0.01

_MEASUREMENTS: Final = 3
"""Of a submission that is not on its side of the limit by as much as is demanded: once may be chance."""


@dataclass(frozen=True, slots=True)
class TooSlow:
    """A submission that is too slow.

    Attributes:
        share: Its CPU time over the limit.
        name: Which one, in which property.
        is_bound: Whether it was stopped there.
    """

    share: float
    name: str
    is_bound: bool


def follow_slow_submissions(
    challenge: Challenge, answers: Sequence[KnownAnswer], judged: dict[str, list[Judged]], bench: Workbench
) -> Callable[[], list[TooSlow]]:
    """Begin to measure, beyond the limit, the submissions that are too slow.

    One that is rejected for how its time grows has run into no limit, and so says nothing about the window.

    Returns:
        A function that waits for it.
    """
    factor = _FACTOR * challenge.demands.time_limit_to_tle
    pending = []
    for answer in answers:
        slow = [
            outcome.name
            for outcome in judged[answer.name][0].properties
            if outcome.verdict is Verdict.TIME_LIMIT_EXCEEDED and outcome.cause == Cause.CPU_TIME
            if outcome.time_limit_share >= 1
        ]
        if answer.expected is Verdict.TIME_LIMIT_EXCEEDED and slow:
            plan = Plan(
                explore=False,
                only=frozenset(slow[:1]),
                limits=challenge.limits.with_time(factor),
                time_factor=factor,
            )
            measure = partial(bench.judge, challenge, answer.source, str(answer.path), plan=plan)
            pending.append((f"{answer.name} in {slow[0]}", measure, measure()))

    def finish() -> list[TooSlow]:
        rows = []
        for name, measure, first in pending:
            share = _share(first())
            if share < challenge.demands.time_limit_to_tle:
                share = median([share, *(_share(measure(seed=seed)()) for seed in range(1, _MEASUREMENTS))])
            rows.append(TooSlow(min(share, factor), name, share >= factor))
        return rows

    return finish


def follow_accepted_submissions(
    challenge: Challenge, answers: Sequence[KnownAnswer], judged: dict[str, list[Judged]], bench: Workbench
) -> Callable[[], list[tuple[float, str]]]:
    """See how near accepted submissions come to their limits, and begin to measure again those that come too near.

    Returns:
        A function that waits for it and gives, for each submission and property, the median of the CPU time over the limit,
        and their names.
    """
    pending = []
    for answer in answers:
        if answer.expected is Verdict.ACCEPTED:
            outcomes = [outcome for result in judged[answer.name] for outcome in result.properties]
            for name in {outcome.name: None for outcome in outcomes}:
                shares = [outcome.time_limit_share for outcome in outcomes if outcome.name == name]
                again = []
                if median(shares) * challenge.demands.ac_to_time_limit > 1:
                    plan = Plan(explore=False, only=frozenset([name]))
                    source, path = answer.source, str(answer.path)
                    seeds = range(len(shares), len(shares) + _MEASUREMENTS)
                    again = [bench.judge(challenge, source, path, seed=seed, plan=plan) for seed in seeds]
                pending.append((f"{answer.name} in {name}", shares, again))
    return lambda: [(median([*shares, *(_share(wait()) for wait in again)]), name) for name, shares, again in pending]


def check_time_window(
    challenge: Challenge, accepted: Sequence[tuple[float, str]], too_slow: Sequence[TooSlow], found: Verification
) -> None:
    """Enter the window between what is accepted and what is too slow, and what is wrong with it."""
    demands = challenge.demands
    slowest, slowest_name = max(accepted, default=(0.0, ""))
    fastest = min(too_slow, key=lambda each: each.share, default=None)
    window = found.window = TimeWindow(
        slowest=slowest,
        slowest_name=slowest_name,
        fastest=fastest.share if fastest else None,
        fastest_name=fastest.name if fastest else "",
        fastest_is_bound=bool(fastest and fastest.is_bound),
        ac_to_time_limit=demands.ac_to_time_limit,
        time_limit_to_tle=demands.time_limit_to_tle,
    )
    found.checks["time_window"] = describe_window(window)
    problem = _find_problem(window)
    if problem:
        line = line_of(challenge.settings, "[time_window]")
        found.add("time_window", challenge.settings, problem, line=line)


def _find_problem(window: TimeWindow) -> str:
    """What is wrong with a window, and what to change; empty if nothing is."""
    if window.highest is None:
        room = f"{window.derived:.2f}"
    elif window.derived > window.highest:
        return (
            f"the time window is empty: {window.slowest_name} takes {window.slowest:.2f} × the limit and {window.fastest_name}"
            f" {window.fastest:.2f} ×, so no limit is {window.ac_to_time_limit:g} × the former and"
            f" 1/{window.time_limit_to_tle:g} of the latter; ask for larger inputs, where they differ more, or leave one of"
            " the two out"
        )
    else:
        room = f"from {window.derived:.2f} to {window.highest:.2f}"
    mend = f"multiply the limit (times_reference of that property, or limits.cpu_seconds_per_call) by {room}"
    if window.derived > 1:
        demanded = f"the limit must be {window.ac_to_time_limit:g} × its time"
        return f"the time limit is tight: {window.slowest_name} takes {window.slowest:.2f} × the limit, and {demanded}; {mend}"
    if window.highest is not None and window.highest < 1:
        demanded = f"it must take {window.time_limit_to_tle:g} ×"
        return f"the time limit is loose: {window.fastest_name} takes {window.fastest:.2f} × the limit, and {demanded}; {mend}"
    return ""


def describe_window(window: TimeWindow) -> str:
    """The window in a sentence."""
    slow = (
        f"slowest accepted {window.slowest:.2f} × the limit ({window.slowest_name})"
        if window.slowest >= _LEAST_SHOWN
        else "nothing accepted comes near a time limit"
    )
    if window.fastest is None:
        return f"{slow}; no submission is too slow"
    more = "more than " if window.fastest_is_bound else ""
    return f"{slow}, fastest too slow {more}{window.fastest:.2f} × ({window.fastest_name})"


def _share(judged: Judged) -> float:
    return max((outcome.time_limit_share for outcome in judged.properties), default=0.0)
