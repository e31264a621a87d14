"""What all formats say of a grade: its cases, its headline, its figures; each format decides only how.

All texts that come from here are `printable`: what a submission controls is escaped but for newlines and tabs. A format escapes
what its own syntax gives a meaning.
"""

from __future__ import annotations

from judge.model import Grade, Outcome, Verdict
from judge.report.text import describe_outcome, printable

NOT_YOUR_FAULT = "This is not the submission's fault, and does not count against it."


def cases(grade: Grade) -> list[Outcome]:
    """The properties; where the reader may see none, one that stands for all of them."""
    if grade.properties:
        return list(grade.properties)
    whole = Outcome(
        name="verdict",
        title="All properties hold.",
        verdict=grade.verdict,
        cause=grade.cause,
        cpu_seconds=grade.runtime.cpu_seconds,
        wall_seconds=grade.runtime.wall_seconds,
    )
    return [whole]


def headline(grade: Grade) -> str:
    """The verdict with its cause, and what stands beside it."""
    words = str(grade.verdict).replace("_", " ").capitalize()
    first = f"{words}: {str(grade.cause).replace('_', ' ')}" if grade.cause else words
    lines = [first, printable(grade.message)]
    if grade.verdict is Verdict.JUDGE_ERROR:
        lines.append(NOT_YOUR_FAULT)
    return "\n".join(filter(None, lines))


def describe_case(grade: Grade, outcome: Outcome) -> str:
    """Why a case is not accepted, in a few lines."""
    if outcome.verdict is Verdict.JUDGE_ERROR:
        return "\n".join(filter(None, [printable(grade.message), NOT_YOUR_FAULT]))
    if grade.message and Verdict.INVALID_SUBMISSION is outcome.verdict is grade.verdict:  # no property has more to say
        traceback = outcome.counterexample.traceback if outcome.counterexample else ""
        return printable("\n".join(filter(None, [grade.message, traceback.rstrip()])))
    if outcome.counterexample is None and grade.message:
        return printable(grade.message)
    return describe_outcome(outcome)


def figures(grade: Grade) -> dict[str, str]:
    """What was used and how it was judged, as text by name."""
    runtime, isolation = grade.runtime, grade.isolation
    shown = {
        "submission": grade.submission,
        "verdict": str(grade.verdict),
        "score": f"{grade.score:.6g}",
        "seed": str(grade.seed),
        "isolation": isolation.level,
        "cpu_seconds": f"{runtime.cpu_seconds:.6f}",
        "wall_seconds": f"{runtime.wall_seconds:.6f}",
        "peak_memory_bytes": str(runtime.peak_memory_bytes),
        **{f"version: {name}": version for name, version in grade.versions.items()},
    }
    if runtime.relative_to_reference is not None:
        shown["relative_to_reference"] = f"{runtime.relative_to_reference:.3f}"
    return shown
