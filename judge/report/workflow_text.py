"""Make text safe for GitHub Actions: for workflow commands, and for the Markdown of a step's summary."""

from __future__ import annotations

from html import escape
from typing import Final

from judge.report.text import printable

_MARKDOWN: Final = {ord(character): f"&#{ord(character)};" for character in "&<>\"'\\`*_{}[]()#+-.!|~@:/$="}


def command_data(text: str) -> str:
    """Escaped as the runner unescapes: https://docs.github.com/actions/reference/workflow-commands-for-github-actions."""
    return printable(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def command_property(text: str) -> str:
    """The same for what stands between the command's name and its data."""
    return command_data(text).replace(":", "%3A").replace(",", "%2C")


def markdown_text(text: str) -> str:
    """The text in one line of which Markdown makes neither a table's cell, a link, a mention nor an image."""
    return " ".join(printable(text).split()).translate(_MARKDOWN)


def markdown_block(text: str) -> str:
    """The text as it stands, in a block of HTML that ends where the text ends."""
    lines = (line or "&#32;" for line in escape(printable(text)).splitlines())  # a blank line would end the block
    return "<pre>\n" + "\n".join(lines) + "\n</pre>"
