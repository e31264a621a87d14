"""The report as one page that needs no network, no server and no script, in the style of a batch's `report.html`.

A content security policy lets nothing run and nothing be loaded, whatever is in the texts.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from html import escape
from importlib import resources
from typing import Final

from judge.model import Grade, Outcome, Verdict
from judge.report.growth_plot import GROWTH_PLOT_STYLE, draw_growth, swatch
from judge.report.outline import NOT_YOUR_FAULT
from judge.report.runtime import curve, describe_timing, reference_curve
from judge.report.text import AS_IT_STANDS, evidence, printable, spell_duration

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
<body class="{short}">
<header>
<p class="kind">{challenge}</p>
<h1>{verdict}</h1>
{lead}
<dl class="facts">{facts}</dl>
</header>
<main>
{sections}
</main>
<footer><dl class="identity">{identity}</dl></footer>
</body>
</html>
"""
_SHOWN_CHARACTERS: Final = 20_000
"""Of one text; a browser has no trouble with that."""

_SCROLLED_CHARACTERS: Final = 1_000
_OWN_STYLE: Final = """
h1 { color: var(--verdict); }
.lead { margin-top: 0.5rem; max-width: 44rem; overflow-wrap: anywhere; white-space: pre-wrap; }
.outcomes li { padding: 0.75rem 0; }
@media print { .outcomes li { break-inside: auto; } .outcomes h3, .evidence dt, .evidence pre { break-inside: avoid; } }
pre.plain { white-space: pre; }
.kind { overflow-wrap: anywhere; }
.outcomes h3 { font-size: 0.9375rem; margin: 0; line-height: 1.5rem; }
"""


def render_html(grade: Grade) -> str:
    """The page, from `<!doctype html>` on."""
    style = resources.files("judge.report.batch").joinpath("page.css").read_text(encoding="utf-8") + _OWN_STYLE
    style += GROWTH_PLOT_STYLE
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode("ascii")
    verdict = str(grade.verdict).replace("_", " ").capitalize()
    return _PAGE.format(
        policy=f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'",
        title=_line(f"{verdict}: {grade.challenge} · {grade.submission}"),
        style=style,
        short=grade.verdict.short,
        challenge=_line(f"{grade.challenge} · {grade.submission}"),
        verdict=verdict,
        lead=_lead(grade),
        facts="".join(f"<div><dt>{name}</dt><dd>{_line(value)}</dd></div>" for name, value in _facts(grade).items()),
        sections="\n".join([*_properties(grade), *_runtime(grade), *_output(grade), *_noticed(grade)]),
        identity="".join(
            f'<dt>{name}</dt><dd class="data">{_line(value)}</dd>' for name, value in _identity(grade).items()
        ),
    )


def _lead(grade: Grade) -> str:
    notice = f'<p class="notice">{NOT_YOUR_FAULT}</p>' if grade.verdict is Verdict.JUDGE_ERROR else ""
    cause = str(grade.cause).replace("_", " ").capitalize() if grade.cause else ""
    text = grade.message or cause
    return (f'<p class="lead">{_text(text)}</p>' if text else "") + notice


def _facts(grade: Grade) -> dict[str, str]:
    runtime = grade.runtime
    facts = {}
    if grade.verdict is not Verdict.JUDGE_ERROR:
        facts["Score"] = f"{grade.score:.0%}"
    if grade.properties:
        held = sum(outcome.verdict is Verdict.ACCEPTED for outcome in grade.properties)
        facts["Properties that hold"] = f"{held} of {len(grade.properties)}"
    facts["CPU time"] = spell_duration(runtime.cpu_seconds)
    if runtime.relative_to_reference is not None:
        facts["Of the reference's time"] = f"{runtime.relative_to_reference:.2g} ×"  # the multiplication sign is meant
    facts["Memory"] = f"{runtime.peak_memory_bytes / 1e6:,.0f} MB"
    return facts


def _identity(grade: Grade) -> dict[str, str]:
    return {
        "Submission": grade.submission,
        "SHA-256": grade.submission_digest,
        "Challenge": f"{grade.challenge} {grade.challenge_digest}",
        "Seed": str(grade.seed),
        "Isolation": f"{grade.isolation.level}: {', '.join(grade.isolation.layers)}",
        "Versions": ", ".join(f"{name} {version}" for name, version in grade.versions.items()),
    }


def _properties(grade: Grade) -> list[str]:
    if grade.verdict is Verdict.INVALID_SUBMISSION:  # it fails every property in the same way
        parts = [part for outcome in grade.properties[:1] for part in evidence(outcome) if part[0] == "traceback"]
        return [_section("Why it cannot be loaded", _evidence(parts))] if parts else []
    groups: dict[str, list[Outcome]] = {
        "Properties that do not hold": [],
        "Properties that could not be judged": [],
        "Properties that hold": [],
    }
    failed, unjudged, held = groups.values()
    for outcome in grade.properties:
        {Verdict.ACCEPTED: held, Verdict.JUDGE_ERROR: unjudged}.get(outcome.verdict, failed).append(outcome)
    return [
        _section(heading, f'<ol class="outcomes">{"".join(map(_item, outcomes))}</ol>')
        for heading, outcomes in groups.items()
        if outcomes
    ]


def _item(outcome: Outcome) -> str:
    words = str(outcome.verdict).replace("_", " ")
    examples = f"{outcome.examples:,} example{'' if outcome.examples == 1 else 's'}"
    badge = f'<abbr class="badge {outcome.verdict.short}" title="{words}">{outcome.verdict.short}</abbr>'
    spent = f'<span class="spent">{examples} · {spell_duration(outcome.cpu_seconds)}</span>'
    return f"<li>{badge}<h3>{_line(outcome.title)}</h3>{spent}{_evidence(evidence(outcome))}</li>"


def _evidence(parts: list[tuple[str, str]]) -> str:
    rows = "".join(
        f"<dt>{name}</dt><dd>{_pre(text, 'plain' if name in AS_IT_STANDS else '')}</dd>" for name, text in parts
    )
    return f'<dl class="evidence">{rows}</dl>' if rows else ""


def _pre(text: str, kind: str = "") -> str:
    """A text as it stands; one that may have to be scrolled can be reached by keyboard."""
    attributes = (f' class="{kind}"' if kind else "") + (
        ' tabindex="0"' if kind == "plain" or len(text) > _SCROLLED_CHARACTERS else ""
    )
    return f"<pre{attributes}>{_text(text)}</pre>"


def _runtime(grade: Grade) -> Iterator[str]:
    timing = grade.runtime.timing
    if timing is None:
        return
    rows = "".join(f"<dt>{label}</dt><dd>{_line(text)}</dd>" for label, text in describe_timing(timing))
    plot = draw_growth([("the reference", reference_curve(timing)), ("the submission", curve(timing))])
    legend = f"<p>{swatch(1)} the submission &nbsp; {swatch(0)} the reference; CPU time of a call</p>" if plot else ""
    yield f'<section><h2>Runtime</h2><dl class="identity">{rows}</dl>{plot}{legend}</section>'


def _output(grade: Grade) -> list[str]:
    note = ", cut at the limit" if grade.output.truncated else ""
    return [
        _section(f"{heading}{note}", _pre(text, "output"))
        for heading, text in (("Standard output", grade.output.stdout), ("Standard error", grade.output.stderr))
        if text.strip()
    ]


def _noticed(grade: Grade) -> list[str]:
    acts = "".join(f'<li class="data">{_line(act)}</li>' for act in grade.integrity)
    return [_section("Noticed", f"<ul>{acts}</ul>")] if acts else []


def _section(heading: str, content: str) -> str:
    return f"<section><h2>{heading}</h2>{content}</section>"


def _text(text: str) -> str:
    if len(text) > _SHOWN_CHARACTERS:
        half = _SHOWN_CHARACTERS // 2
        text = f"{text[:half]} … {len(text) - 2 * half:,} characters … {text[-half:]}"
    return escape(printable(text))


def _line(text: str) -> str:
    return _text(" ".join(text.split()))
