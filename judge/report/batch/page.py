"""The page of a batch for browsers: `report.html`, one file that needs no network and no server.

The plots and the first rows are in the page as HTML; all submissions follow as `payload` packs them, and `page.js` puts them
into the page as text, never as HTML. A content security policy lets no other script run, and nothing be loaded.
"""

from __future__ import annotations

import base64
import hashlib
from html import escape
from importlib import resources
from itertools import islice
from pathlib import Path
from string import Template
from typing import Final

from judge.model import Verdict
from judge.report.batch import plots
from judge.report.batch.atomic import replacing
from judge.report.batch.payload import pack_chunks, pack_index, reason
from judge.report.batch.results import Result, read_results
from judge.report.batch.summary import quantiles
from judge.report.batch.tally import BatchTally, ChallengeTally, judged, tally_results
from judge.report.batch.texts import visible_line

_FIRST_ROWS: Final = 50
_HEADINGS: Final = {
    "id": "Submission",
    "challenge": "Challenge",
    "verdict": "Verdict",
    "why": "First failing property",
    "score": "Score",
    "cpu": "CPU time",
    "ratio": "vs reference",
    "memory": "Memory",
}


def write_page(results: Path, output: Path) -> None:
    """Write the page, in two passes over the results, of which it keeps one chunk at a time.

    Args:
        results: The batch's `results.jsonl`.
        output: The page, usually `report.html` beside it.

    Raises:
        UsageError: The results cannot be read, or the page cannot be written.
    """
    batch = tally_results(read_results(results))
    before, after = _asset("page.html").split("<!-- chunks -->\n")
    with replacing(output) as file:
        several = len(batch.challenges) > 1
        first = [_row(result, several=several) for result in islice(read_results(results), _FIRST_ROWS)]
        file.write(Template(before).substitute(_head(batch, first)))
        for rows, reports in pack_chunks(read_results(results), batch):
            file.write(f'<script type="text/plain" class="rows">{rows}</script>\n')
            file.write(f'<script type="text/plain" class="reports">{reports}</script>\n')
        file.write(Template(after).substitute(script=_asset("page.js")))


def _asset(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8")


def _head(batch: BatchTally, rows: list[str]) -> dict[str, str]:
    """What the template wants above the chunks."""
    challenges = list(batch.challenges.values())
    several = len(challenges) > 1
    title = f"{len(challenges)} challenges" if several else "".join(batch.challenges) or "No submissions"
    headings = [
        f'<th scope="col" class="{key}" data-key="{key}">{heading}</th>'
        for key, heading in _HEADINGS.items()
        if several or key != "challenge"
    ]
    script, style = _asset("page.js"), _asset("page.css")
    return {
        "policy": f"default-src 'none'; script-src '{_digest(script)}'; style-src '{_digest(style)}'; "
        "base-uri 'none'; form-action 'none'",
        "title": escape(visible_line(title)),
        "style": style,
        "facts": "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in _facts(batch).items()),
        "notice": _notice(batch),
        "challenges": _sections(challenges),
        "status": f"{len(rows):,} of {batch.submissions:,} submissions",
        "headings": "".join(headings),
        "rows": "".join(rows),
        "footer": _footer(batch),
        "batch": pack_index(challenges),
    }


def _digest(text: str) -> str:
    """How a content security policy names an inline script or style."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode('ascii')}"


def _facts(batch: BatchTally) -> dict[str, str]:
    challenges = batch.challenges.values()
    facts = {
        "Submissions": f"{batch.submissions:,}",
        "Accepted": plots.share_text(batch.verdicts[Verdict.ACCEPTED], judged(batch.verdicts)) or "none",
        "CPU time": _long_duration(sum(challenge.cpu_seconds_spent for challenge in challenges)),
    }
    duplicates = sum(challenge.duplicates for challenge in challenges)
    if duplicates:
        facts["Duplicates"] = f"{duplicates:,}"
    return facts


def _notice(batch: BatchTally) -> str:
    faults = batch.verdicts[Verdict.JUDGE_ERROR]
    if not faults:
        return ""
    return (
        f'<p class="notice">{faults:,} of the submissions could not be judged: the judge or the challenge is at fault. '
        "They are left out of the accepted share.</p>"
    )


def _sections(challenges: list[ChallengeTally]) -> str:
    """The plots: of each challenge, below an overview if there are several."""
    several = len(challenges) > 1
    parts = []
    if several:
        parts.append(
            f'<section aria-labelledby="overview"><h2 id="overview">Challenges</h2>{plots.challenge_bars(challenges)}</section>'
        )
    first = 0
    for number, challenge in enumerate(challenges):
        parts.append(_section(challenge, number, first, several=several))
        first += len(challenge.properties)
    return "\n".join(parts)


def _section(challenge: ChallengeTally, number: int, first: int, *, several: bool) -> str:
    name = f'<h2 class="name" id="challenge-{number}">{escape(visible_line(challenge.name))}</h2>' if several else ""
    level = "h3" if several else "h2"
    unloadable = challenge.verdicts[Verdict.INVALID_SUBMISSION]
    note = f"<p>{unloadable:,} invalid, never called: left out.</p>" if unloadable else ""
    return (
        f'<section class="challenge" data-challenge="{number}">{name}<div class="pair">'
        f"<div><{level}>Verdicts</{level}>{plots.verdict_bars(challenge.verdicts)}</div>"
        f"<div><{level}>Time against the reference</{level}>{_runtime(challenge)}</div></div>"
        f"<{level}>Failed properties</{level}>"
        f"{plots.property_bars(challenge.properties.values(), challenge.submissions, first)}{note}</section>"
    )


def _runtime(challenge: ChallengeTally) -> str:
    accepted = challenge.runtime_of_accepted["relative_to_reference"]
    others = challenge.relative_to_reference_of_others
    if not accepted and not others:
        return "<p>No submission was timed against the reference.</p>"
    spread = quantiles(accepted)
    caption = "No accepted submission was timed."
    if spread:
        caption = (
            f"Of the accepted, half take up to <b>{escape(plots.ratio_text(spread['median']))}</b> the reference's CPU time "
            f"on the same inputs, and 95% up to <b>{escape(plots.ratio_text(spread['p95']))}</b>."
        )
    untimed = challenge.submissions - len(accepted) - len(others)
    if untimed:
        caption += f" {untimed:,} not timed, or stopped at a limit."
    return plots.runtime_figure(accepted, others, caption)


def _row(result: Result, *, several: bool) -> str:
    """A row of the table as HTML, as `page.js` makes them too."""
    verdict, runtime = Verdict(result["verdict"]), result["runtime"]
    ratio = runtime["relative_to_reference"]
    cells = {
        "id": f'<span class="data">{escape(visible_line(result["id"])).replace("/", "/<wbr>")}</span>{_twin(result)}',
        "challenge": escape(visible_line(result["challenge"]["name"])),
        "verdict": f"{plots.badge(verdict)} <span>{escape((result['cause'] or '').replace('_', ' '))}</span>",
        "why": f'<span class="data">{escape(reason(result))}</span>',
        "score": f"{result['score']:.0%}",
        "cpu": _duration(runtime["cpu_seconds"]),
        "ratio": "" if ratio is None else escape(plots.ratio_text(ratio)),
        "memory": f"{runtime['peak_memory_bytes'] / 1e6:,.0f} MB",
    }
    columns = (f'<td class="{key}">{cell}</td>' for key, cell in cells.items() if several or key != "challenge")
    return f"<tr>{''.join(columns)}</tr>\n"


def _twin(result: Result) -> str:
    twin = result.get("duplicate_of", "")
    return f'<span class="data twin">same as {escape(visible_line(twin))}</span>' if twin else ""


def _footer(batch: BatchTally) -> str:
    isolation = ", ".join(f"{escape(level)} ({count:,})" for level, count in batch.isolation.most_common())
    versions = " · ".join(
        f"{escape(program)} {escape(', '.join(versions))}" for program, versions in batch.versions.items()
    )
    return f"<p>Isolation {isolation or 'not needed'} · {versions}</p>" if batch.submissions else ""


def _duration(seconds: float) -> str:
    """CPU time as the text report shows it."""
    if seconds < 0.0995:  # noqa: PLR2004  # below a tenth of a second, milliseconds read better
        return f"{seconds * 1000:.1f} ms" if seconds < 0.00995 else f"{seconds * 1000:.0f} ms"  # noqa: PLR2004
    return f"{seconds:,.2f} s"


def _long_duration(seconds: float) -> str:
    if seconds < 120:  # noqa: PLR2004  # two minutes
        return _duration(seconds)
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60:,} h {minutes % 60} min"  # noqa: PLR2004  # two hours
