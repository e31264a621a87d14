"""The history in words: challenges with what was reached, or the attempts at one with a plot of the time they took."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Final

from judge.history import Attempt
from judge.model import Verdict
from judge.report.text import one_line, shorten, shorten_path, spell_duration

_MOST_SHOWN: Final = 40
_NARROWEST: Final = 60
_LEAST_BAR: Final = 12
_WIDEST: Final = 100


def render_challenges(found: Sequence[Attempt], *, width: int = 80) -> str:
    """A line for each challenge, that tried last first, ending without a newline.

    Args:
        found: All attempts in order.
        width: Columns of the terminal.
    """
    by_challenge: dict[str, list[Attempt]] = {}
    for attempt in found:
        by_challenge.setdefault(attempt.challenge, []).append(attempt)
    latest_first = sorted(by_challenge.values(), key=lambda attempts: attempts[-1].at, reverse=True)
    room = max(9, min(max(map(len, by_challenge)), width - 56))
    lines = [f"{'challenge':<{room}}  attempts  best verdict  score  × reference  last attempt"]
    for attempts in latest_first:
        best = max(attempts, key=lambda attempt: (attempt.verdict is Verdict.ACCEPTED, attempt.score))
        ratios = [
            each.relative_to_reference
            for each in attempts
            if each.verdict is Verdict.ACCEPTED and each.relative_to_reference
        ]
        lines.append(
            f"{shorten(one_line(best.challenge), room):<{room}}  {len(attempts):>8,}  {best.verdict.short:<12}"
            f"  {best.score:>5.0%}  {f'{min(ratios):.2g}' if ratios else '':>11}  {_when(attempts[-1].at)}"
        )
    return "\n".join(lines)


def render_attempts(attempts: Sequence[Attempt], *, width: int = 80) -> str:
    """The latest attempts at one challenge with a bar for the time of each, ending without a newline.

    The bars show the time over the reference's where that was measured, CPU time where it never was.

    Args:
        attempts: In order, all at one challenge; one at least.
        width: Columns of the terminal.
    """
    width = min(max(width, _NARROWEST), _WIDEST)
    shown = attempts[-_MOST_SHOWN:]
    has_ratios = any(attempt.relative_to_reference for attempt in shown)
    measure = _ratio if has_ratios else _cpu_seconds
    most = max(measure(attempt) for attempt in shown) or 1.0
    names = [one_line(attempt.submission) for attempt in shown]
    others = 55 if has_ratios else 48
    room = max(10, min(max(map(len, names)), width - others - _LEAST_BAR))
    bar = max(width - others - room, _LEAST_BAR)
    accepted = sum(attempt.verdict is Verdict.ACCEPTED for attempt in attempts)
    head = f"{shown[0].challenge} · {_count(len(attempts), 'attempt')}, {accepted:,} accepted"
    lines = [head, ""]
    if len(shown) < len(attempts):
        lines[0] += f"; the last {len(shown)}:"
    lines.append(f"  {'when':<16}  {'submission':<{room}}  verdict  score       CPU" + "  × ref" * has_ratios)
    digest = shown[0].challenge_digest
    for attempt, name in zip(shown, names, strict=True):
        if attempt.challenge_digest != digest:
            digest = attempt.challenge_digest
            lines.append("  (the challenge has changed)")
        ratio = f"  {f'{attempt.relative_to_reference:.2g}' if attempt.relative_to_reference else '':>5}" * has_ratios
        lines.append(
            f"  {_when(attempt.at)}  {shorten_path(name, room):<{room}}  {attempt.verdict.short:<7}  {attempt.score:>5.0%}"
            f"  {spell_duration(attempt.cpu_seconds):>8}{ratio}  {_bar(measure(attempt) / most, bar)}".rstrip()
        )
    return "\n".join(lines)


def _ratio(attempt: Attempt) -> float:
    return attempt.relative_to_reference or 0.0


def _cpu_seconds(attempt: Attempt) -> float:
    return attempt.cpu_seconds


def _bar(share: float, width: int) -> str:
    """A bar of full and half blocks; what is more than nothing shows."""
    halves = max(round(share * 2 * max(width, 1)), share > 0)
    return "█" * (halves // 2) + "▌" * (halves % 2)


def _when(at: float) -> str:
    """The user's own time, to the minute."""
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(at))


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
