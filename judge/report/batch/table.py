"""The table of a batch for spreadsheets: `results.csv`, one row a submission, one column a property.

RFC 4180, with a byte order mark, without which Excel takes UTF-8 for the system's old encoding; Python reads it as `utf-8-sig`.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from judge.model import Verdict
from judge.report.batch.atomic import replacing
from judge.report.batch.results import Result, read_results
from judge.report.batch.tally import failed_properties, keyed_properties
from judge.report.batch.texts import visible_line

_COLUMNS: Final = (
    "id",
    "challenge",
    "verdict",
    "short",
    "cause",
    "score",
    "cpu_seconds",
    "wall_seconds",
    "peak_memory_bytes",
    "relative_to_reference",
    "first_failing_property",
    "counterexample_call",
    "message",
    "duplicate_of",
)
_CELL_CHARACTERS: Final = 2_000
"""Spreadsheets take 32,767 characters; some of these may become ten when they are escaped."""

_FORMULA: Final = re.compile(r"(^|;)(?=[\s\"']*[=+\-@\t\r＝＋－＠])")  # noqa: RUF001  # full-width signs start formulas too
"""Where a spreadsheet would start to compute: at the start of a cell, and where the semicolon separates cells, behind one."""


def write_table(results: Path, output: Path) -> None:
    """Write the table, in the order of the results.

    Text is in one line, with control characters escaped and very long values shortened; what a spreadsheet would take for a
    formula has an apostrophe before it. Two passes over the results; memory does not grow with their number.

    Args:
        results: The batch's `results.jsonl`.
        output: The table, usually `results.csv` beside it.

    Raises:
        UsageError: The results cannot be read, or the table cannot be written.
    """
    properties = _property_columns(read_results(results))
    with replacing(output, encoding="utf-8-sig") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow([*_COLUMNS, *map(_cell, properties.values())])
        for result in read_results(results):
            writer.writerow(_row(result, properties))


def _property_columns(results: Iterable[Result]) -> dict[tuple[str, str], str]:
    """The heading of each property's column, by the names of its challenge and its own: its own alone if that will do."""
    challenges: dict[str, dict[str, None]] = {}
    for result in results:
        names = challenges.setdefault(result["challenge"]["name"], {})
        names.update((name, None) for name, _ in keyed_properties(result))
    return {
        (challenge, name): f"{challenge}: {name}" if len(challenges) > 1 else name
        for challenge, names in challenges.items()
        for name in names
    }


def _row(result: Result, properties: dict[tuple[str, str], str]) -> list[str | float | None]:
    runtime, challenge = result["runtime"], result["challenge"]["name"]
    _, failed = next(failed_properties(result), ("", {}))
    verdicts = {(challenge, name): outcome["verdict"] for name, outcome in keyed_properties(result)}
    return [
        _cell(result["id"]),
        _cell(challenge),
        result["verdict"],
        Verdict(result["verdict"]).short,
        result["cause"],
        result["score"],
        runtime["cpu_seconds"],
        runtime["wall_seconds"],
        runtime["peak_memory_bytes"],
        runtime["relative_to_reference"],
        _cell(failed.get("title", "")),
        _cell(failed.get("counterexample", {}).get("call", "")),
        _cell(result["message"]),
        _cell(result.get("duplicate_of", "")),
        *(verdicts.get(column) for column in properties),
    ]


def _cell(text: str) -> str:
    """The text as a cell that every spreadsheet shows as it stands."""
    return visible_line(_FORMULA.sub(r"\1'", text), _CELL_CHARACTERS)
