"""Survey what each property asks: sizes, depths, edge cases, repetitions, and how much `assume` turns away.

A strategy that never reaches the interesting inputs is seen here, before a wrong submission slips past it. The inputs are the
calls that the reference gets; the survey runs in a process of the pool and its result is a plain dictionary.
"""

from __future__ import annotations

import hashlib
import inspect
import statistics
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from judge.batch.tasks import read_plan, with_grader
from judge.grading.grader import Grader
from judge.grading.session import load_reference
from judge.grading.solution import CallRecord
from judge.wire import codec

_CALLS_KEPT: Final = 20_000
"""Of one property; more would say nothing new."""

_EDGES: Final = {0, 1, -1}


@dataclass(slots=True)
class _Tally:
    """What one property asked."""

    calls: int = 0
    edges: int = 0
    seen: set[bytes] = field(default_factory=set)
    arguments: dict[str, _Values] = field(default_factory=dict)


@dataclass(slots=True)
class _Values:
    """The values of one argument."""

    kinds: set[str] = field(default_factory=set)
    sizes: list[float] = field(default_factory=list)
    depth: int = 0
    is_number: bool = True

    def describe(self) -> str:
        """In a few words, such as `list of 0 to 21 (median 6), depth 7`."""
        kinds = "/".join(sorted(self.kinds))
        least, middle, most = (
            f"{size:,.6g}" for size in (min(self.sizes), statistics.median(self.sizes), max(self.sizes))
        )
        extent = least if least == most else f"{least} to {most} (median {middle})"
        of = " " if self.is_number else " of "
        return f"{kinds}{of}{extent}" + (f", depth {self.depth}" if self.depth > 1 else "")


def survey(task: dict[str, Any]) -> dict[str, Any]:
    """List a challenge's properties with what they ask of the reference.

    Returns:
        `properties`, a list of dictionaries: name, title, path and line of the test, points, is_generated; inputs in words,
        calls, distinct inputs, edge_share and assumed_away, both 0 to 1.
    """
    return with_grader(task, lambda grader: _survey(grader, task))


def _survey(grader: Grader, task: dict[str, Any]) -> dict[str, Any]:
    names = _parameter_names(grader)
    tallies: dict[str, _Tally] = {}

    def note(property_name: str, record: CallRecord) -> None:
        _note(tallies.setdefault(property_name, _Tally()), record, names)

    grader.judge(task["source"], task["path"], seed=task["seed"], plan=read_plan(task["plan"]), watch=note)
    recordings = grader.recordings(task["seed"])
    rows = []
    for hidden in grader.properties:
        tally = tallies.get(hidden.described.name, _Tally())
        recording = recordings.get(hidden.described.name)
        statuses = recording.statuses if recording else b"\x01"
        rows.append(
            {
                "name": hidden.described.name,
                "title": hidden.described.title,
                "path": str(hidden.place[0]),
                "line": hidden.place[1],
                "points": hidden.described.points,
                "is_generated": hidden.is_generated,
                "inputs": "; ".join(f"{name}: {values.describe()}" for name, values in tally.arguments.items()),
                "calls": tally.calls,
                "distinct": len(tally.seen),
                "edge_share": tally.edges / max(1, tally.calls),
                "assumed_away": statuses.count(0) / len(statuses),
            }
        )
    return {"properties": rows}


def _parameter_names(grader: Grader) -> list[str]:
    try:
        return list(inspect.signature(load_reference(grader.challenge)).parameters)
    except (TypeError, ValueError):
        return []


def _note(tally: _Tally, record: CallRecord, names: list[str]) -> None:
    count = max(1, record.count)
    tally.calls += count
    if len(tally.seen) >= _CALLS_KEPT:
        return
    tally.seen.add(hashlib.sha256(codec.encode((record.args, record.kwargs))).digest()[:8])
    labels = [*names, *(f"argument {number}" for number in range(len(names) + 1, len(record.args) + 1))]
    arguments = {**dict(zip(labels, record.args, strict=False)), **record.kwargs}
    tally.edges += count * any(map(_is_edge, arguments.values()))
    for name, value in arguments.items():
        values = tally.arguments.setdefault(name, _Values())
        values.kinds.add(type(value).__name__)
        values.is_number &= _is_number(value)
        values.sizes.append(_size(value))
        values.depth = max(values.depth, _depth(value))


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_edge(value: object) -> bool:
    """Whether a value is empty, single, or 0, 1 or -1."""
    if _is_number(value):
        return value in _EDGES
    return not isinstance(value, bool) and hasattr(value, "__len__") and len(value) <= 1


def _size(value: Any) -> float:  # noqa: ANN401
    """A number itself; of anything else, how many parts it has."""
    if _is_number(value):
        return float(max(min(value, 1e300), -1e300))
    if isinstance(value, list | tuple | set | frozenset | dict):
        return float(sum(1 for _ in _leaves(value)))
    return float(len(value)) if hasattr(value, "__len__") else 1.0


def _leaves(value: Any) -> Iterator[object]:  # noqa: ANN401
    for part in value:
        if isinstance(part, list | tuple):
            yield from _leaves(part)
        else:
            yield part


def _depth(value: object) -> int:
    if isinstance(value, dict):
        return 1 + max(map(_depth, value.values()), default=0)
    if isinstance(value, list | tuple):
        return 1 + max(map(_depth, value), default=0)
    return 0
