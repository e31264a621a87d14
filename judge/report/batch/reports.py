"""All reports of a batch, beside its results."""

from __future__ import annotations

from pathlib import Path

from judge.report.batch.page import write_page
from judge.report.batch.summary import write_summary
from judge.report.batch.table import write_table


def write_reports(results: Path) -> None:
    """Write `results.csv`, `summary.json` and `report.html` into the folder of `results.jsonl`."""
    write_table(results, results.with_name("results.csv"))
    write_summary(results, results.with_name("summary.json"))
    write_page(results, results.with_name("report.html"))
