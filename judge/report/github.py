"""The report for GitHub Actions: annotations on the submission, and the whole of it as Markdown for the step's summary.

Every line begins with the judge's own words, since the runner obeys commands at the beginning of any line that a step prints.
"""

from __future__ import annotations

import re
from typing import Final

from judge.model import Grade, Outcome, Verdict
from judge.report.outline import NOT_YOUR_FAULT, cases, describe_case, headline
from judge.report.workflow_text import command_data, command_property, markdown_block, markdown_text

_MOST_ANNOTATIONS: Final = 9
"""GitHub shows ten of a step."""

_STANDARD_INPUT: Final = "-"
_MARKS: Final = {Verdict.ACCEPTED: "✅", Verdict.JUDGE_ERROR: "⚠️"}
_PLACE: Final = re.compile(r'^ *File "([^"\n]*)", line (\d{1,7})\b', re.MULTILINE)


def render_github(grade: Grade) -> str:
    """Workflow commands, one a line: nine annotations at most, of which the last says how many more there are."""
    failed = [row for row in cases(grade) if row.verdict is not Verdict.ACCEPTED]
    if grade.verdict is Verdict.INVALID_SUBMISSION:
        failed = failed[:1]  # it fails every property in the same way
    if grade.verdict is Verdict.JUDGE_ERROR:
        return f"::warning title=judge error::{command_data(headline(grade))}"
    shown = failed if len(failed) <= _MOST_ANNOTATIONS else failed[: _MOST_ANNOTATIONS - 1]
    lines = [_annotation(grade, row) for row in shown]
    if len(shown) < len(failed):
        lines.append(
            f"::error title=judge::and {len(failed) - len(shown)} more properties; the summary of this step has them all"
        )
    verdict = str(grade.verdict).replace("_", " ")
    return "\n".join([*lines, f"judge: {verdict}, score {grade.score:.0%}"])


def _annotation(grade: Grade, row: Outcome) -> str:
    if row.verdict is Verdict.JUDGE_ERROR:
        return f"::warning title={command_property(row.title)}::{command_data(describe_case(grade, row))}"
    unloadable = grade.verdict is Verdict.INVALID_SUBMISSION
    title = command_property(f"{row.verdict.short}: {'cannot be loaded' if unloadable else row.title}")
    where = (
        ""
        if grade.submission == _STANDARD_INPUT
        else f"file={command_property(grade.submission)},line={_line(grade, row)},"
    )
    return f"::error {where}title={title}::{command_data(describe_case(grade, row))}"


def _line(grade: Grade, row: Outcome) -> int:
    """The innermost line of the submission in the traceback, the first one where there is none."""
    name = grade.submission.rpartition("/")[2]
    traceback = row.counterexample.traceback if row.counterexample else ""
    lines = [int(line) for file, line in _PLACE.findall(f"{traceback}\n{grade.message}") if file == name]
    return lines[-1] if lines else 1


def render_step_summary(grade: Grade) -> str:
    """All properties as Markdown, and why those that do not hold do not."""
    rows = cases(grade)
    verdict, _, rest = headline(grade).partition("\n")
    lines = [f"## {_mark(grade.verdict)} {markdown_text(grade.challenge)}: {markdown_text(verdict)}", ""]
    if rest:
        lines += [markdown_block(rest), ""]
    lines += ["| | property | verdict | points | examples | CPU |", "|---|---|---|--:|--:|--:|"]
    for row in rows:
        words = str(row.verdict).replace("_", " ")
        earned = row.points if row.verdict is Verdict.ACCEPTED else 0
        lines.append(
            f"| {_mark(row.verdict)} | {markdown_text(row.title)} | {words} | {earned:g} of {row.points:g} "
            f"| {row.examples:,} | {row.cpu_seconds * 1000:,.0f} ms |"
        )
    for row in rows:
        shows = row.counterexample is not None or row.hint
        if row.verdict not in {Verdict.ACCEPTED, Verdict.INVALID_SUBMISSION} and shows:
            lines += ["", f"### {markdown_text(row.title)}", "", markdown_block(describe_case(grade, row))]
    ratio = grade.runtime.relative_to_reference
    facts = [
        f"{grade.score:.0%} of the points",
        *([] if ratio is None else [f"{ratio:.2g} × the reference's time"]),
        f"{grade.runtime.peak_memory_bytes / 1e6:,.0f} MB",
        f"seed {grade.seed}",
        f"isolation {grade.isolation.level}",
    ]
    if grade.verdict is Verdict.JUDGE_ERROR:
        facts[0] = NOT_YOUR_FAULT
    return "\n".join([*lines, "", markdown_text(" · ".join(facts)), ""])


def _mark(verdict: Verdict) -> str:
    return _MARKS.get(verdict, "❌")
