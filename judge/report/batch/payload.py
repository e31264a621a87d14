"""The submissions of a batch as the page carries them: packed JSON, in chunks that a browser unpacks when it needs them.

Packed is compressed with gzip and spelled in base64: small, and nothing in it can pass for HTML, whatever a candidate wrote.
"""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from judge.model import Verdict
from judge.report.batch.results import Result
from judge.report.batch.tally import BatchTally, ChallengeTally, failed_properties
from judge.report.batch.texts import visible, visible_line

_CHUNK_SUBMISSIONS: Final = 200
_CHUNK_CHARACTERS: Final = 1 << 20
"""Of JSON, after which a chunk has no further submission, so that opening a report stays fast whatever was printed."""

_NUMBERS: Final = {verdict: number for number, verdict in enumerate(Verdict)}


def pack_index(challenges: list[ChallengeTally]) -> str:
    """What rows refer to by number, as packed JSON."""
    index = {
        "verdicts": [[verdict.value, verdict.short] for verdict in Verdict],
        "counts": [sum(challenge.verdicts[verdict] for challenge in challenges) for verdict in Verdict],
        "challenges": [[visible_line(challenge.name), challenge.submissions] for challenge in challenges],
        "properties": [
            [number, visible_line(outcome.title), outcome.failures]
            for number, challenge in enumerate(challenges)
            for outcome in challenge.properties.values()
        ],
    }
    return _pack(_json(index))


def pack_chunks(results: Iterator[Result], batch: BatchTally) -> Iterator[tuple[str, str]]:
    """The rows of the table and the whole reports, in the order of the results, chunk by chunk.

    Args:
        results: The results.
        batch: What was counted of the same results.

    Yields:
        A list of rows and a list of as many reports, each as packed JSON.
    """
    challenges = {name: number for number, name in enumerate(batch.challenges)}
    keys = [(name, key) for name, challenge in batch.challenges.items() for key in challenge.properties]
    properties = {key: number for number, key in enumerate(keys)}
    rows: list[str] = []
    reports: list[str] = []
    characters = 0
    for result in results:
        rows.append(_json(_compact_row(result, challenges, properties)))
        reports.append(_json(_visible_report(result)))
        characters += len(reports[-1])
        if len(rows) == _CHUNK_SUBMISSIONS or characters > _CHUNK_CHARACTERS:
            yield _pack_list(rows), _pack_list(reports)
            rows, reports, characters = [], [], 0
    if rows:
        yield _pack_list(rows), _pack_list(reports)


def reason(result: Result) -> str:
    """The first failing property, or why there is none: what kept the submission from being called."""
    _, failed = next(failed_properties(result), ("", {}))
    return visible_line(failed["title"] if failed else result["message"], 300)


def _compact_row(
    result: Result, challenges: Mapping[str, int], properties: Mapping[tuple[str, str], int]
) -> list[object]:
    """What the table shows, sorts and filters by; `page.js` gives the places their names."""
    challenge, runtime = result["challenge"]["name"], result["runtime"]
    failed = [properties[challenge, key] for key, _ in failed_properties(result)]
    return [
        visible_line(result["id"]),
        challenges[challenge],
        _NUMBERS[result["verdict"]],
        result["cause"] or "",
        failed,
        "" if failed else reason(result),
        result["score"],
        runtime["cpu_seconds"],
        runtime["relative_to_reference"],
        runtime["peak_memory_bytes"],
        visible_line(result.get("duplicate_of", "")),
    ]


def _visible_report(result: Result) -> dict[str, Any]:
    """The result with all its texts safe to show, and its seed as text: numbers in a browser have 53 bits."""
    return {name: _visible(value) for name, value in (result | {"seed": str(result["seed"])}).items()}


def _visible(value: Any) -> Any:  # noqa: ANN401  # any JSON
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, list):
        return [_visible(item) for item in value]
    if isinstance(value, dict):
        return {name: _visible(item) for name, item in value.items()}
    return value


def _json(data: object) -> str:
    return json.dumps(data, separators=(",", ":"))


def _pack_list(texts: list[str]) -> str:
    return _pack(f"[{','.join(texts)}]")


def _pack(text: str) -> str:
    """JSON, compressed, in base64; the same data give the same text."""
    return base64.b64encode(gzip.compress(text.encode("ascii"), compresslevel=6, mtime=0)).decode("ascii")
