"""Render a statement as one HTML page that needs nothing else: no script, no font, no image from elsewhere."""

from __future__ import annotations

import html
import itertools
from collections.abc import Sequence
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

_PAGE: Final = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
<main>
{content}</main>
</body>
</html>
"""
_STYLE: Final = """\
:root { color-scheme: light dark; --text: #1f2328; --page: #ffffff; --soft: #f3f4f6; --line: #d1d5db; --link: #0b57d0; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e6e6e6; --page: #16181c; --soft: #22262c; --line: #3d444d; --link: #8ab4f8; }
}
body { margin: 0; background: var(--page); color: var(--text); font: 1.0625rem/1.6 system-ui, sans-serif; }
main { max-width: 44rem; margin: 0 auto; padding: 1rem 1.25rem 3rem; overflow-wrap: break-word; }
h1, h2, h3 { line-height: 1.25; margin: 2rem 0 0.75rem; }
h1 { margin-top: 1rem; }
a { color: var(--link); }
code, pre { font-family: ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace; font-size: 0.9em; }
code { background: var(--soft); border-radius: 4px; padding: 0.1em 0.3em; }
pre { background: var(--soft); border: 1px solid var(--line); border-radius: 6px; padding: 0.75rem 1rem; overflow-x: auto; }
pre code { background: none; padding: 0; font-size: 1em; }
table { display: block; max-width: 100%; overflow-x: auto; border-collapse: collapse; }
th, td { border: 1px solid var(--line); padding: 0.35rem 0.7rem; text-align: left; }
blockquote { margin: 1rem 0; padding: 0 1rem; border-left: 3px solid var(--line); }
li { margin: 0.25rem 0; }
"""


class _Renderer(RendererHTML):
    """Leaves out comments, which are for whoever writes the statement, and shows any other HTML as text."""

    def html_block(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:  # noqa: ANN401, ARG002  # the library's own signature
        return _shown(tokens[idx].content)

    def html_inline(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:  # noqa: ANN401, ARG002  # likewise
        return _shown(tokens[idx].content)


def _shown(source: str) -> str:
    text = source.strip()
    is_comment = text.startswith("<!--") and text.endswith("-->") and text.count("-->") == 1
    return "" if is_comment else html.escape(source)


def render_page(markdown: str, name: str) -> str:
    """An HTML page of a statement.

    Args:
        markdown: CommonMark, and tables. Images are not shown: a page that needs nothing else has none.
        name: The page's title where the statement has no heading.
    """
    renderer = MarkdownIt("commonmark", renderer_cls=_Renderer).enable("table").disable("image")
    tokens = renderer.parse(markdown)
    headings = [following for token, following in itertools.pairwise(tokens) if token.type == "heading_open"]
    title = _plain_text(headings[0]) if headings else name
    content = renderer.renderer.render(tokens, renderer.options, {})
    return _PAGE.format(title=html.escape(title), style=_STYLE, content=content)


def _plain_text(inline: Token) -> str:
    return "".join(child.content for child in inline.children or [])
