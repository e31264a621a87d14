"""Measure the window that a time limit stands in: above what is accepted, below what is too slow, with margins.

As in Kattis' problem packages, the limit is derived from the slowest accepted submission (`ac_to_time_limit` times its time)
and checked against the fastest one that is too slow (`time_limit_to_tle` times the limit). All times are CPU times in multiples
of the limit that holds for the call, so that a limit which is itself a multiple of the reference's time needs no other unit.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from statistics import median
from typing import Final

from judge.challenge import Challenge
from judge.grading.plan import Plan
from judge.model import Verdict
from judge.package.consistency import KnownAnswer
from judge.package.known_answers_check import median_share
from judge.package.verification import TimeWindow, Verification
from judge.package.workbench import Judged, Workbench

_FACTOR: Final = 1.1
"""How far beyond what is demanded a submission that is too slow is followed, to see how slow it is."""

_MEASUREMENTS: Final = 3
"""Of a submission that is not too slow by as much as is demanded: once may be chance."""


def follow_slow_submissions(
    challenge: Challenge, answers: Sequence[KnownAnswer], judged: dict[str, list[Judged]], bench: Workbench
) -> Callable[[], list[tuple[float, str, bool]]]:
    """Begin to measure the submissions that are too slow, beyond the limit.

    Returns:
        A function that waits for it and gives, for each, its time over the limit, its name with the property, and whether it
        was stopped there.
    """
    factor = _FACTOR * challenge.demands.time_limit_to_tle
    pending = []
    for answer in answers:
        slow = [
            outcome.name
            for outcome in judged[answer.name][0].properties
            if outcome.verdict is Verdict.TIME_LIMIT_EXCEEDED and outcome.cause == "cpu_time"
        ]
        if answer.expected is Verdict.TIME_LIMIT_EXCEEDED and slow:
            plan = Plan(
                explore=False,
                only=frozenset(slow[:1]),
                limits=challenge.limits.with_time(factor),
                time_factor=factor,
            )
            measure = partial(bench.judge, challenge, answer.source, str(answer.path), plan=plan)
            pending.append((answer.name, slow[0], measure, measure()))

    def finish() -> list[tuple[float, str, bool]]:
        rows = []
        for name, property_name, measure, first in pending:
            share = _share(first())
            if share < challenge.demands.time_limit_to_tle:
                share = median([share, *(_share(measure(seed=seed)()) for seed in range(1, _MEASUREMENTS))])
            rows.append((min(share, factor), f"{name} in {property_name}", share >= factor))
        return rows

    return finish


def check_time_window(
    challenge: Challenge,
    answers: Sequence[KnownAnswer],
    judged: dict[str, list[Judged]],
    too_slow: Sequence[tuple[float, str, bool]],
    found: Verification,
) -> None:
    """Enter the window, and what is wrong with it."""
    demands = challenge.demands
    slowest, slowest_name = 0.0, ""
    for answer in answers:
        if answer.expected is Verdict.ACCEPTED:
            for outcome in judged[answer.name][0].properties:
                share = median_share(judged[answer.name], outcome.name)
                if share > slowest:
                    slowest, slowest_name = share, f"{answer.name} in {outcome.name}"
    fastest, fastest_name, is_bound = min(too_slow, default=(None, "", False))
    window = found.window = TimeWindow(
        slowest=slowest,
        slowest_name=slowest_name,
        fastest=fastest,
        fastest_name=fastest_name,
        fastest_is_bound=is_bound,
        ac_to_time_limit=demands.ac_to_time_limit,
        time_limit_to_tle=demands.time_limit_to_tle,
    )
    found.checks["time_window"] = describe_window(window)
    if window.highest is not None and window.derived > window.highest:
        found.add(
            "time_window",
            challenge.settings,
            f"the time window is empty: {slowest_name} takes {slowest:.2f} × the limit and {fastest_name} {fastest:.2f} ×, so"
            f" no limit is {demands.ac_to_time_limit:g} × the former and 1/{demands.time_limit_to_tle:g} of the latter;"
            " ask for larger inputs, where they differ more, or leave one of the two out",
        )
        return
    room = (
        f"from {window.derived:.2f} to {window.highest:.2f}" if window.highest is not None else f"{window.derived:.2f}"
    )
    mend = f"multiply the limit (times_reference of that property, or limits.cpu_seconds_per_call) by {room}"
    if window.derived > 1:
        what = f"{slowest_name} takes {slowest:.2f} × the time limit, which must be {demands.ac_to_time_limit:g} × its time"
        found.add("time_window", challenge.settings, f"the time limit is tight: {what}; {mend}")
    if window.highest is not None and window.highest < 1:
        what = f"{fastest_name} takes only {fastest:.2f} × the time limit, {demands.time_limit_to_tle:g} × is asked for"
        found.add("time_window", challenge.settings, f"the time limit is loose: {what}; {mend}")


def _share(judged: Judged) -> float:
    return max(outcome.time_limit_share for outcome in judged.properties)


def describe_window(window: TimeWindow) -> str:
    """The window in a sentence."""
    slow = (
        f"slowest accepted {window.slowest:.2f} × the limit ({window.slowest_name})"
        if window.slowest_name
        else "nothing timed"
    )
    if window.fastest is None:
        return f"{slow}; no submission is too slow"
    more = "more than " if window.fastest_is_bound else ""
    return f"{slow}, fastest too slow {more}{window.fastest:.2f} × ({window.fastest_name})"
