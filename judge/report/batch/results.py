"""Read `results.jsonl`, one line a submission, in memory that does not grow with the number of lines.

A line is the result object of the contract with an `id`, unique in its batch, and where the verdict was taken over from a
submission of the same content, with that one's id as `duplicate_of`. The judge wrote it; the texts in it are the candidates'.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from judge.errors import UsageError
from judge.model import Verdict
from judge.report.json import SCHEMA_VERSION

Result = dict[str, Any]

_DECODER: Final = json.JSONDecoder(parse_constant=lambda _: None)  # NaN and infinities, which browsers do not read
_NUMBERS: Final = (float, float | None)
_VERDICTS: Final = tuple(verdict.value for verdict in Verdict)
_PROPERTY: Final = {
    "name": str,
    "title": str,
    "verdict": _VERDICTS,
    "cause": str | None,
    "points": float,
    "examples": int,
    "cpu_seconds": float,
    "wall_seconds": float,
    "time_limit_share": float,
    "hint?": str,
    "counterexample?": {
        "call": str,
        "returned?": str,
        "raised?": str,
        "message": str,
        "traceback?": str,
        "details?": dict,
    },
}
_RESULT: Final = {
    "schema": (SCHEMA_VERSION,),
    "id": str,
    "duplicate_of?": str,
    "challenge": {"name": str, "digest": str},
    "submission": {"path": str, "digest": str},
    "verdict": _VERDICTS,
    "cause": str | None,
    "message": str,
    "integrity": [str],
    "score": float,
    "seed": int,
    "properties": [_PROPERTY],
    "runtime": {
        "cpu_seconds": float,
        "wall_seconds": float,
        "peak_memory_bytes": int,
        "relative_to_reference": float | None,
    },
    "output": {"stdout": str, "stderr": str, "truncated": bool},
    "isolation": {"level": str, "layers": [str]},
    "versions": {"judge": str, "python": str, "hypothesis": str},
}
"""What the reports rely on: `?` ends the name of a key that may be missing, a tuple has the values that are possible."""


def read_results(results: Path) -> Iterator[Result]:
    """The results in the order of the file.

    A last line that is not whole is left out: the batch was interrupted while it wrote it.

    Raises:
        UsageError: The file cannot be read, or a line is not a result.
    """
    try:
        with results.open("rb") as file:
            for number, line in enumerate(file, 1):
                try:
                    result = _DECODER.decode(line.decode("utf-8"))
                except ValueError as error:
                    if not line.strip():
                        continue
                    if not any(rest.strip() for rest in file):
                        return
                    raise UsageError(
                        f"{results}, line {number} is not JSON: {error}; remove it and grade again"
                    ) from error
                fault = _fault(result, _RESULT)
                if fault:
                    raise UsageError(f"{results}, line {number} is not a result that this judge writes: it {fault}")
                yield result
    except OSError as error:
        raise UsageError(f"{results} cannot be read ({error.strerror})") from error


def _fault(value: object, shape: Any) -> str:  # noqa: ANN401  # a type, or made of shapes
    """What about the value is not of the shape, in a few words; empty if nothing is."""
    if isinstance(shape, dict):
        return _object_fault(value, shape)
    if isinstance(shape, list):
        if not isinstance(value, list):
            return "is not a list"
        return next((f"has an element that {fault}" for item in value if (fault := _fault(item, shape[0]))), "")
    if isinstance(shape, tuple):
        return "" if value in shape else f"is {value!r:.80}, not {' or '.join(map(str, shape))}"
    if isinstance(value, float) and not math.isfinite(value):
        return "is not finite"
    fits = isinstance(value, shape) or (type(value) is int and shape in _NUMBERS)
    return "" if fits else f"is {value!r:.80}"


def _object_fault(value: object, shape: dict[str, Any]) -> str:
    if not isinstance(value, dict):
        return "is not an object"
    for key, expected in shape.items():
        name = key.rstrip("?")
        if name in value:
            member = value[name]
            if type(member) is expected and expected is not float:
                continue  # as most are
            fault = _fault(member, expected)
            if fault:
                return f"has {name!r}, which {fault}"
        elif name == key:
            return f"has no {name!r}"
    return ""
