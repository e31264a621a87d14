"""Survey what each property asks: sizes, depths, edge cases, repetitions, and how much `assume` turns away.

A strategy that never reaches the interesting inputs is seen here, before a wrong submission slips past it. The inputs are the
calls that the reference gets; the survey runs in a process of the pool and its result is a plain dictionary.
"""

from __future__ import annotations

import hashlib
import inspect
import os
import statistics
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from judge.batch.tasks import describe_grade, read_plan, with_grader
from judge.grading.grader import Grader
from judge.wire import codec

if TYPE_CHECKING:
    from judge.grading.solution import CallRecord

_CALLS_KEPT: Final = 20_000
"""Of one property; more would say nothing new."""

_EDGES: Final = {0, 1, -1}


@dataclass(slots=True)
class _Tally:
    """What one property asked."""

    calls: int = 0
    looked_at: int = 0
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
    """Judge a submission, in most cases the reference, and list the challenge's properties with what they ask of it.

    Returns:
        What `judge_task` gives, and `properties`, a list of dictionaries: name, title, path below the challenge folder and line
        of the test, points, is_generated; inputs in words, calls, distinct inputs, edge_share and assumed_away, both 0 to 1.
    """
    return with_grader(task, lambda grader: _survey(grader, task))


def _survey(grader: Grader, task: dict[str, Any]) -> dict[str, Any]:
    names = _parameter_names(grader)
    tallies: dict[str, _Tally] = {}

    def note(property_name: str, record: CallRecord) -> None:
        _note(tallies.setdefault(property_name, _Tally()), record, names)

    plan = read_plan(task["plan"])
    grade = grader.judge(task["source"], task["path"], seed=task["seed"], plan=plan, watch=note)
    recordings = grader.recordings(task["seed"])
    folder = grader.challenge.folder
    rows = []
    for hidden in grader.properties:
        tally = tallies.get(hidden.described.name, _Tally())
        recording = recordings.get(hidden.described.name)
        statuses = recording.statuses if recording else b"\x01"
        rows.append(
            {
                "name": hidden.described.name,
                "title": hidden.described.title,
                "path": os.path.relpath(hidden.place[0], folder),
                "line": hidden.place[1],
                "points": hidden.described.points,
                "is_generated": hidden.is_generated,
                "inputs": "; ".join(f"{name}: {values.describe()}" for name, values in tally.arguments.items()),
                "calls": tally.calls,
                "distinct": len(tally.seen),
                "edge_share": tally.edges / max(1, tally.looked_at),
                "assumed_away": statuses.count(0) / len(statuses),
            }
        )
    return {**describe_grade(grade), "properties": rows}


def _parameter_names(grader: Grader) -> list[str]:
    from judge.grading.session import load_reference  # noqa: PLC0415  # imports pytest

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
    tally.looked_at += count
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
    length = _length(value)
    return length is not None and length <= 1


def _size(value: Any) -> float:  # noqa: ANN401
    """A number itself; of anything else, how many parts it has, those of lists in it counted one by one."""
    if _is_number(value):
        return float(max(min(value, 1e300), -1e300))
    if not isinstance(value, dict | list | tuple | set | frozenset):
        length = _length(value)
        return 1.0 if length is None else float(length)
    count, rest = 0, [value]
    while rest:
        parts = rest.pop()
        inner = [part for part in parts if isinstance(part, list | tuple)]
        count += len(parts) - len(inner)
        rest += inner
    return float(count)


def _length(value: Any) -> int | None:  # noqa: ANN401
    """How long a value is, an array by all its elements; None if it has no length."""
    if hasattr(value, "ndim"):
        return int(value.size) if value.ndim else None
    return len(value) if hasattr(value, "__len__") else None


def _depth(value: object) -> int:
    """How many containers the innermost one stands in, itself included; 0 for what is none."""
    depth, layer = 0, [value]
    while layer:
        containers = [part for part in layer if isinstance(part, dict | list | tuple)]
        depth += bool(containers)
        layer = [part for each in containers for part in (each.values() if isinstance(each, dict) else each)]
    return depth
