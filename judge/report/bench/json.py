"""Several submissions side by side as one JSON object; `bench.schema.json` beside this file describes it."""

from __future__ import annotations

import json

from judge.model import Bench
from judge.report.json import timing_object

SCHEMA_VERSION = 1


def render_bench_json(bench: Bench) -> str:
    """One JSON object on one line, ASCII only."""
    return json.dumps(
        {
            "schema": SCHEMA_VERSION,
            "challenge": {"name": bench.challenge, "digest": bench.challenge_digest},
            "seed": bench.seed,
            "submissions": [
                {
                    "path": entry.submission,
                    "digest": entry.submission_digest,
                    "verdict": entry.verdict.value,
                    "rank": entry.rank,
                    "timing": None if entry.timing is None else timing_object(entry.timing),
                }
                for entry in bench.entries
            ],
            "isolation": {"level": bench.isolation.level, "layers": list(bench.isolation.layers)},
            "versions": bench.versions,
        }
    )
