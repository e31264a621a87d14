"""One line of a batch's `results.jsonl`: the result object with the path as its `id`, so that runs can be appended."""

from __future__ import annotations

import json

from judge.model import Grade
from judge.report.json import result_object


def render_jsonl(grade: Grade) -> str:
    """One JSON object on one line, ASCII only."""
    return json.dumps({"id": grade.submission, **result_object(grade)})
