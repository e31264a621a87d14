"""Several submissions side by side as one page that needs no network, no server and no script."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from html import escape
from importlib import resources
from typing import Final

from judge.model import Bench, BenchEntry
from judge.report.growth_plot import GROWTH_PLOT_STYLE, draw_growth, swatch
from judge.report.runtime import curve, describe_ratio, reference_curve
from judge.report.text import printable

_PAGE: Final = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<header><p class="kind">Runtimes beside the reference</p><h1>{title}</h1></header>
<main>
<section><h2>Ranking</h2>
<p>Those that cannot be told apart share a rank. Intervals are of 95 %.</p>
<div class="wide"><table>
<thead><tr><th scope="col">Rank</th><th scope="col">Submission</th><th scope="col">Time</th><th scope="col">Growth</th>
<th scope="col">Memory</th></tr></thead>
<tbody>
{rows}
</tbody></table></div></section>
{plot}
</main>
<footer><p>Seed {seed} · isolation {isolation} · judge {version}</p></footer>
</body>
</html>
"""
_OWN_STYLE: Final = """
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: 0.4rem 0.75rem 0.4rem 0; vertical-align: top; overflow-wrap: anywhere; }
tr { border-bottom: 1px solid color-mix(in srgb, currentColor 15%, transparent); }
"""


def render_bench_page(bench: Bench) -> str:
    """The page, from `<!doctype html>` on."""
    style = resources.files("judge.report.batch").joinpath("page.css").read_text(encoding="utf-8")
    style += _OWN_STYLE + GROWTH_PLOT_STYLE
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode("ascii")
    return _PAGE.format(
        policy=f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'",
        title=_line(bench.challenge),
        style=style,
        rows="\n".join(_row(number, entry) for number, entry in enumerate(bench.entries, start=1)),
        plot=_plot(bench),
        seed=bench.seed,
        isolation=escape(bench.isolation.level),
        version=escape(bench.versions.get("judge", "")),
    )


def _row(number: int, entry: BenchEntry) -> str:
    rank = "" if entry.rank is None else f"{entry.rank}."
    mark = swatch(number) if entry.timing is not None else ""
    cells = "".join(f"<td>{escape(cell)}</td>" for cell in _figures(entry))
    return f'<tr><td>{rank}</td><th scope="row">{mark} {_line(entry.submission)}</th>{cells}</tr>'


def _figures(entry: BenchEntry) -> tuple[str, str, str]:
    timing = entry.timing
    if timing is None:
        return f"not measured: {entry.verdict.value.replace('_', ' ')}", "", ""
    ratio = describe_ratio(timing.relative) if timing.relative else f"not compared: {printable(timing.note)}"
    memory = f"{timing.peak_memory_bytes / 1e6:.1f} MB; the reference {timing.reference_peak_memory_bytes / 1e6:.1f} MB"
    return ratio, str(timing.growth or ""), memory


def _plot(bench: Bench) -> str:
    curves = list(_curves(bench))
    plot = draw_growth(curves) if len(curves) > 1 else ""
    if not plot:
        return ""
    legend = f"<p>{swatch(0)} the reference</p>"
    return f"<section><h2>Time over size</h2>{plot}{legend}<p>CPU time of a call, without passing its values.</p></section>"


def _curves(bench: Bench) -> Iterator[tuple[str, list[tuple[int, float]]]]:
    """The reference's first; a submission that was not measured keeps its place, so that colours are those of the table."""
    yield "reference", next((reference_curve(entry.timing) for entry in bench.entries if entry.timing), [])
    for entry in bench.entries:
        yield printable(entry.submission), curve(entry.timing) if entry.timing else []


def _line(text: str) -> str:
    return escape(printable(text).replace("\n", "\\n").replace("\t", "\\t"))
