"""The reports of a verification for programs: a JSON object, a JUnit file, annotations of GitHub Actions."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree as ET

from judge.package.verify.report_text import describe_problem, iterate_problems, summarise
from judge.package.verify.verification import MutantRow, MutationSummary, Problem, State, TimeWindow, Verification
from judge.report.text import printable
from judge.report.workflow_text import command_data, command_property

SCHEMA_VERSION: Final = 1
_MOST_ANNOTATIONS: Final = 9
"""GitHub shows ten of a step."""

_MARKS: Final = {State.HOLDS: "✅", State.WARNING: "⚠️", State.ERROR: "❌"}


def render_json(verifications: Sequence[Verification]) -> str:
    """One JSON object on one line; `verification.schema.json` beside this file describes it."""
    return json.dumps(
        {
            "schema": SCHEMA_VERSION,
            "valid": all(found.is_valid for found in verifications),
            "challenges": [_challenge_object(found) for found in verifications],
        }
    )


def _challenge_object(found: Verification) -> dict[str, Any]:
    return {
        "name": found.name,
        "folder": str(found.folder),
        "valid": found.is_valid,
        "seconds": round(found.seconds, 3),
        "checks": [{"name": row.name, "state": row.state.value, "figures": row.figures} for row in found.rows],
        "problems": [
            {
                "check": problem.check,
                "path": str(problem.path),
                "line": problem.line,
                "message": problem.message,
                "severity": "error" if problem.is_error else "warning",
            }
            for problem in found.problems
        ],
        "properties": [
            {
                "name": row.name,
                "title": row.title,
                "path": str(row.path),
                "line": row.line,
                "points": row.points,
                "generated": row.is_generated,
                "rejected_submissions": row.rejected,
                "rejected_mutants": row.rejected_mutants,
                "inputs": row.inputs,
                "calls": row.calls,
                "distinct_inputs": row.distinct,
                "edge_share": round(row.edge_share, 4),
                "assumed_away": round(row.assumed_away, 4),
            }
            for row in found.properties
        ],
        "submissions": [
            {
                "name": row.name,
                "expected": row.expected.value,
                "verdict": row.verdict.value,
                "properties": {name: verdict.value for name, verdict in row.by_property},
            }
            for row in found.submissions
        ],
        "junk": [
            {
                "name": row.name,
                "why": row.why,
                "verdict": row.verdict.value,
                "property": row.property or None,
                "optional": row.is_optional,
            }
            for row in found.junk
        ],
        "mutation": None if found.mutation is None else _mutation_object(found.mutation),
        "time_window": None if found.window is None else _window_object(found.window),
    }


def _mutation_object(summary: MutationSummary) -> dict[str, Any]:
    return {
        "total": summary.total,
        "killed": summary.killed,
        "killed_by_time": summary.by_time,
        "score": round(summary.score, 3),
        "demanded": summary.demanded,
        "marked": [{**_mutant_object(row), "reason": row.reason} for row in summary.marked],
        "survivors": [{**_mutant_object(row), "mark": row.mark} for row in summary.survivors],
    }


def _mutant_object(row: MutantRow) -> dict[str, Any]:
    return {
        "line": row.line,
        "operator": row.operator,
        "original": row.original,
        "mutated": row.mutated,
        "diff": row.diff,
    }


def _window_object(window: TimeWindow) -> dict[str, Any]:
    return {
        "slowest_accepted": round(window.slowest, 4),
        "slowest_accepted_name": window.slowest_name,
        "fastest_too_slow": None if window.fastest is None else round(window.fastest, 4),
        "fastest_too_slow_name": window.fastest_name,
        "fastest_too_slow_is_lower_bound": window.fastest_is_bound,
        "ac_to_time_limit": window.ac_to_time_limit,
        "time_limit_to_tle": window.time_limit_to_tle,
        "derived_limit": round(window.derived, 4),
    }


def render_junit(verifications: Sequence[Verification]) -> str:
    """A JUnit file, in ASCII: a suite for each challenge, a case for each check."""
    root = ET.Element("testsuites", name="judge verify")
    for found in verifications:
        rows = found.rows
        suite = ET.SubElement(
            root,
            "testsuite",
            name=printable(found.name),
            tests=str(len(rows)),
            failures=str(sum(row.state is State.ERROR for row in rows)),
            errors="0",
            skipped="0",
            time=f"{found.seconds:.3f}",
        )
        for row in rows:
            case = ET.SubElement(suite, "testcase", classname=printable(found.name), name=row.name, time="0")
            problems = [problem for problem in found.problems if problem.check == row.name]
            errors = [problem for problem in problems if problem.is_error]
            if errors:
                text = "\n".join(map(describe_problem, errors))
                message = printable(errors[0].message)
                ET.SubElement(case, "failure", message=message, type=row.name).text = printable(text)
            notes = [row.figures, *(describe_problem(problem) for problem in problems if not problem.is_error)]
            ET.SubElement(case, "system-out").text = printable("\n".join(filter(None, notes)))
    ET.indent(root)
    content: bytes = ET.tostring(root, encoding="us-ascii", xml_declaration=False)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{content.decode("ascii")}'


def render_github(verifications: Sequence[Verification], folder: Path) -> str:
    """Workflow commands of GitHub Actions: annotations at file and line, and "and N more" where there are too many.

    Args:
        verifications: What was found.
        folder: The folder of the checkout, from which GitHub counts paths.
    """
    pairs = list(iterate_problems(list(verifications)))
    lines = [_annotation(problem, found.name, folder) for found, problem in pairs[:_MOST_ANNOTATIONS]]
    if len(pairs) > _MOST_ANNOTATIONS:
        rest = pairs[_MOST_ANNOTATIONS:]
        kind = "error" if any(problem.is_error for _, problem in rest) else "warning"
        lines.append(f"::{kind} title=judge verify::and {len(rest)} more; the summary of this step has them all")
    return "\n".join([*lines, summarise(list(verifications))])


def _annotation(problem: Problem, challenge: str, folder: Path) -> str:
    kind = "error" if problem.is_error else "warning"
    path = problem.path.resolve()
    place = path.relative_to(folder.resolve()) if path.is_relative_to(folder.resolve()) else problem.path
    title = f"{challenge}: {problem.check}"
    where = f"file={command_property(str(place))},line={problem.line},title={command_property(title)}"
    return f"::{kind} {where}::{command_data(problem.message)}"


def render_step_summary(verifications: Sequence[Verification]) -> str:
    """The whole table as Markdown, for the summary of a GitHub Actions step."""
    lines = ["## judge verify", "", "| challenge | | check | figures |", "|---|---|---|---|"]
    for found in verifications:
        lines += [
            f"| {_cell(found.name)} | {_MARKS[row.state]} | {row.name} | {_cell(row.figures)} |" for row in found.rows
        ]
    pairs = list(iterate_problems(list(verifications)))
    if pairs:
        lines += ["", "| challenge | file | problem |", "|---|---|---|"]
        lines += [
            f"| {_cell(found.name)} | {_cell(str(problem.path))}:{problem.line} | {_cell(problem.message)} |"
            for found, problem in pairs
        ]
    for found in verifications:
        if found.mutation is not None and found.mutation.survivors:
            lines += ["", f"### Surviving mutants of {_cell(found.name)}", ""]
            for row in found.mutation.survivors:
                lines += ["```diff", printable(row.diff).rstrip().replace("```", "'''"), "```"]
    return "\n".join([*lines, ""])


def _cell(text: str) -> str:
    return printable(" ".join(text.split())).replace("|", "\\|").replace("<", "&lt;")
