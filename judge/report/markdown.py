"""A statement as it looks best on a terminal: headings, lists, tables and code set off, text in the width of the window."""

from __future__ import annotations

import io
from typing import Final

from rich.console import Console
from rich.markdown import Markdown
from rich.theme import Theme

from judge.report.text import printable

_WIDEST: Final = 100
_THEME: Final = Theme({"markdown.code": "cyan", "markdown.h1": "bold", "markdown.h2": "bold", "markdown.h3": "bold"})
"""The foreground only, so that it can be read on a light background and on a dark one."""


def render_markdown(text: str, *, width: int, color: bool) -> str:
    """Markdown for a terminal, ending without a newline.

    Args:
        text: The statement; what could steer the terminal is shown escaped.
        width: Columns of the terminal.
        color: Whether to use ANSI colours; without them it is set off by its layout alone.
    """
    page = io.StringIO()
    console = Console(
        file=page,
        width=min(width, _WIDEST),
        force_terminal=color,
        color_system="standard" if color else None,
        theme=_THEME,
        _environ={},  # what the caller says counts
    )
    console.print(Markdown(printable(text), code_theme="ansi_dark", hyperlinks=False))
    return "\n".join(line.rstrip() for line in page.getvalue().splitlines()).strip("\n")
