"""The result object of the contract, as a dictionary and as JSON text; `result.schema.json` beside this file describes it."""

from __future__ import annotations

import json
from typing import Any

from judge.model import Counterexample, Grade, Growth, Interval, Outcome, Timing

SCHEMA_VERSION = 1


def render_json(grade: Grade) -> str:
    """One JSON object on one line, ASCII only, so that any text a submission controls is safe to print."""
    return json.dumps(result_object(grade))


def result_object(grade: Grade) -> dict[str, Any]:
    """The grade as plain dictionaries, lists, strings and numbers."""
    return {
        "schema": SCHEMA_VERSION,
        "challenge": {"name": grade.challenge, "digest": grade.challenge_digest},
        "submission": {"path": grade.submission, "digest": grade.submission_digest},
        "verdict": grade.verdict.value,
        "cause": grade.cause.value if grade.cause else None,
        "message": grade.message,
        "integrity": list(grade.integrity),
        "score": round(grade.score, 6),
        "seed": grade.seed,
        "properties": [_outcome_object(outcome) for outcome in grade.properties],
        "runtime": {
            "cpu_seconds": _seconds(grade.runtime.cpu_seconds),
            "wall_seconds": _seconds(grade.runtime.wall_seconds),
            "peak_memory_bytes": grade.runtime.peak_memory_bytes,
            "relative_to_reference": _ratio(grade.runtime.relative_to_reference),
            **({} if grade.runtime.timing is None else {"timing": timing_object(grade.runtime.timing)}),
        },
        "output": {
            "stdout": grade.output.stdout,
            "stderr": grade.output.stderr,
            "truncated": grade.output.truncated,
        },
        "isolation": {"level": grade.isolation.level, "layers": list(grade.isolation.layers)},
        "versions": grade.versions,
    }


def timing_object(timing: Timing) -> dict[str, Any]:
    """A measurement beside the reference; what could not be measured is null, and `note` says why."""
    return {
        "relative": _interval_object(timing.relative),
        "size": timing.size,
        "import_seconds": _seconds(timing.import_seconds),
        "growth": _growth_object(timing.growth),
        "reference_growth": _growth_object(timing.reference_growth),
        "sizes": [
            {
                "size": each.size,
                "cpu_seconds": None if each.seconds is None else _seconds(each.seconds),
                "reference_cpu_seconds": None if each.reference_seconds is None else _seconds(each.reference_seconds),
                "passing_cpu_seconds": _seconds(each.passing_seconds),
            }
            for each in timing.sizes
        ],
        "peak_memory_bytes": timing.peak_memory_bytes,
        "reference_peak_memory_bytes": timing.reference_peak_memory_bytes,
        "note": timing.note,
    }


def _interval_object(interval: Interval | None) -> dict[str, Any] | None:
    if interval is None:
        return None
    ends = {
        name: round(value, 4)
        for name, value in (("value", interval.value), ("low", interval.low), ("high", interval.high))
    }
    return {**ends, "count": interval.count}


def _growth_object(growth: Growth | None) -> dict[str, Any] | None:
    return None if growth is None else {"exponent": _interval_object(growth.exponent), "laws": list(growth.laws)}


def _outcome_object(outcome: Outcome) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "name": outcome.name,
        "title": outcome.title,
        "verdict": outcome.verdict.value,
        "cause": outcome.cause.value if outcome.cause else None,
        "points": outcome.points,
        "examples": outcome.examples,
        "cpu_seconds": _seconds(outcome.cpu_seconds),
        "wall_seconds": _seconds(outcome.wall_seconds),
        "time_limit_share": _ratio(outcome.time_limit_share),
    }
    if outcome.hint:
        shown["hint"] = outcome.hint
    if outcome.source:
        shown["source"] = outcome.source
    if outcome.counterexample is not None:
        shown["counterexample"] = _counterexample_object(outcome.counterexample)
    return shown


def _counterexample_object(counterexample: Counterexample) -> dict[str, Any]:
    shown: dict[str, Any] = {"call": counterexample.call}
    if counterexample.returned is not None:
        shown["returned"] = counterexample.returned
    if counterexample.raised is not None:
        shown["raised"] = counterexample.raised
    shown["message"] = counterexample.message
    if counterexample.traceback:
        shown["traceback"] = counterexample.traceback
    if counterexample.details:
        shown["details"] = dict(counterexample.details)
    return shown


def _seconds(value: float) -> float:
    return round(value, 6)


def _ratio(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
