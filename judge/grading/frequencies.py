"""Draw how often something was drawn beside how often it should be: one bar for each key, in plain characters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from judge.literals import source_text
from judge.model import Details
from judge.testing.failures import Share

_BAR_CHARACTERS: Final = 24
_NAME_CHARACTERS: Final = 12
_MOST_BARS: Final = 10


def draw_shares(shares: Sequence[Share]) -> Details:
    """A labelled plot: `=` for what was seen, brackets around what a correct solution stays within."""
    outside = [share for share in shares if not share.low <= share.count <= share.high]
    inside = [share for share in shares if share.low <= share.count <= share.high]
    shown = [*outside, *inside][:_MOST_BARS]
    names = (
        [""]
        if len(shares) == 1
        else [source_text(share.key, _NAME_CHARACTERS)[: 2 * _NAME_CHARACTERS] for share in shown]
    )
    width = max(map(len, names), default=0)
    most = max((max(share.count, share.high) / share.trials for share in shown), default=1.0) or 1.0
    lines = [
        f"{name:<{width}}  {_bar(share, most)}  {_figures(share)}".strip()
        for name, share in zip(names, shown, strict=True)
    ]
    if len(shares) > len(shown):
        lines.append(f"… {len(shares) - len(shown):,} more, within their bounds …")
    return (("drawn", "\n".join(lines)),)


def _bar(share: Share, most: float) -> str:
    def place(count: float) -> int:
        return round(count / share.trials / most * (_BAR_CHARACTERS - 1))

    cells = ["=" if position < place(share.count) else " " for position in range(_BAR_CHARACTERS)]
    low, high = place(share.low), place(share.high)
    cells[low] = "["
    cells[high] = "]" if high > low else "|"
    return "".join(cells)


def _figures(share: Share) -> str:
    percents = [100 * count / share.trials for count in (share.count, share.low, share.high)]
    seen, low, high = (f"{percent:.1f}" if percent >= 1 else f"{percent:.2g}" for percent in percents)
    return f"{seen} %, expected {100 * share.probability:.3g} % ({low} to {high})"
