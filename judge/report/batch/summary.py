"""The summary of a batch for other programs: `summary.json`; `summary.schema.json` beside this file describes it."""

from __future__ import annotations

import json
from array import array
from collections import Counter
from pathlib import Path
from typing import Any, Final

import numpy as np

from judge.model import Verdict
from judge.report.batch.atomic import replacing
from judge.report.batch.results import read_results
from judge.report.batch.tally import BatchTally, ChallengeTally, PropertyTally, judged, tally_results

SCHEMA_VERSION: Final = 1
_QUANTILES: Final = {
    "minimum": 0.0,
    "p05": 0.05,
    "p25": 0.25,
    "median": 0.5,
    "p75": 0.75,
    "p95": 0.95,
    "maximum": 1.0,
}


def write_summary(results: Path, output: Path) -> None:
    """Write what `summarise` says as JSON, ASCII only.

    Args:
        results: The batch's `results.jsonl`.
        output: The summary, usually `summary.json` beside it.

    Raises:
        UsageError: The results cannot be read, or the summary cannot be written.
    """
    summary = summarise(results)
    with replacing(output) as file:
        json.dump(summary, file, indent=2)
        file.write("\n")


def summarise(results: Path) -> dict[str, Any]:
    """The whole batch in counts, shares and quantiles, as plain dictionaries, lists, strings and numbers.

    Raises:
        UsageError: The results cannot be read.
    """
    return summary_object(tally_results(read_results(results)))


def summary_object(batch: BatchTally) -> dict[str, Any]:
    """The summary of what was counted."""
    challenges = batch.challenges.values()
    causes: Counter[str] = sum((challenge.causes for challenge in challenges), Counter())
    cpu_seconds = sum((challenge.cpu_seconds for challenge in challenges), array("d"))
    return {
        "schema": SCHEMA_VERSION,
        "submissions": batch.submissions,
        "duplicates": sum(challenge.duplicates for challenge in challenges),
        "accepted_share": _share(batch.verdicts),
        "verdicts": _verdicts(batch.verdicts),
        "causes": dict(causes.most_common()),
        "cpu_seconds": _cpu_seconds(cpu_seconds, sum(challenge.cpu_seconds_spent for challenge in challenges)),
        "isolation": dict(batch.isolation.most_common()),
        "versions": {program: dict(versions.most_common()) for program, versions in batch.versions.items()},
        "challenges": [_challenge_object(challenge) for challenge in challenges],
    }


def _challenge_object(challenge: ChallengeTally) -> dict[str, Any]:
    return {
        "name": challenge.name,
        "digests": sorted(challenge.digests),
        "submissions": challenge.submissions,
        "duplicates": challenge.duplicates,
        "accepted_share": _share(challenge.verdicts),
        "verdicts": _verdicts(challenge.verdicts),
        "causes": dict(challenge.causes.most_common()),
        "cpu_seconds": _cpu_seconds(challenge.cpu_seconds, challenge.cpu_seconds_spent),
        "runtime_of_accepted": {name: quantiles(figures) for name, figures in challenge.runtime_of_accepted.items()},
        "properties": [_property_object(outcome) for outcome in challenge.properties.values()],
    }


def _property_object(outcome: PropertyTally) -> dict[str, Any]:
    return {
        "name": outcome.name,
        "title": outcome.title,
        "failures": outcome.failures,
        "verdicts": _verdicts(outcome.verdicts),
    }


def quantiles(figures: array[float]) -> dict[str, float] | None:
    """Quantiles of the figures, None if there are none.

    Between two figures they are interpolated linearly: type 7 of Hyndman and Fan, "Sample Quantiles in Statistical Packages",
    The American Statistician 50 (1996), which spreadsheets and numpy use.
    """
    if not figures:
        return None
    values = np.quantile(np.frombuffer(figures), list(_QUANTILES.values()))
    return {name: round(float(value), 6) for name, value in zip(_QUANTILES, values, strict=True)}


def _cpu_seconds(figures: array[float], spent: float) -> dict[str, float | None]:
    return {"total": round(spent, 6), "median": round(float(np.median(figures)), 6) if figures else None}


def _share(verdicts: Counter[Verdict]) -> float | None:
    total = judged(verdicts)
    return round(verdicts[Verdict.ACCEPTED] / total, 6) if total else None


def _verdicts(counts: Counter[Verdict]) -> dict[str, int]:
    return {verdict.value: counts[verdict] for verdict in Verdict}
