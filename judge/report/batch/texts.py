"""Make text that candidates control safe to show: nothing in it can move a cursor, turn writing around or fill a page."""

from __future__ import annotations

from typing import Final

from judge.report.text import printable

_SHOWN_CHARACTERS: Final = 4_000


def visible(text: str, longest: int = _SHOWN_CHARACTERS) -> str:
    """The text with everything but printable characters, newlines and tabs escaped, and without its middle if it is long.

    Args:
        text: Anything, lone surrogates included.
        longest: Characters that are shown; `results.jsonl` has them all.
    """
    if len(text) > longest:
        half = longest // 2
        text = f"{text[:half]} … {len(text) - 2 * half:,} characters … {text[-half:]}"
    return "\n".join(line if line.isprintable() else printable(line) for line in text.split("\n"))


def visible_line(text: str, longest: int = _SHOWN_CHARACTERS) -> str:
    """The same in one line, with newlines and tabs escaped too."""
    return visible(text, longest).replace("\n", "\\n").replace("\t", "\\t")
