"""What is different between two grades of one submission, for somebody who has just saved it."""

from __future__ import annotations

from collections.abc import Iterator

from judge.model import Grade, Outcome, Verdict
from judge.report.text import one_line, spell_duration


def describe_changes(before: Grade, after: Grade) -> list[str]:
    """What changed, a line each: the verdict, the properties, the CPU time.

    Args:
        before: The earlier grade, already redacted to what its reader may see.
        after: The later one of the same challenge, likewise.
    """
    lines = [_describe_verdict(before.verdict, after.verdict)]
    if _same_properties(before, after):
        for old, new in zip(before.properties, after.properties, strict=True):
            lines += _describe_property(old, new)
    lines.append(f"CPU {spell_duration(before.runtime.cpu_seconds)} → {spell_duration(after.runtime.cpu_seconds)}")
    return lines


def _same_properties(before: Grade, after: Grade) -> bool:
    """Whether both have their properties shown: what cannot be loaded fails them all, which is no news of any of them."""
    if Verdict.INVALID_SUBMISSION in {before.verdict, after.verdict}:
        return False
    return [outcome.name for outcome in before.properties] == [outcome.name for outcome in after.properties]


def _describe_verdict(before: Verdict, after: Verdict) -> str:
    old, new = (verdict.value.replace("_", " ") for verdict in (before, after))
    return f"still {new}" if old == new else f"{old} → {new}"


def _describe_property(before: Outcome, after: Outcome) -> Iterator[str]:
    title = one_line(after.title)
    if before.verdict is not after.verdict:
        if after.verdict is Verdict.ACCEPTED:
            yield f"✓ holds now: {title}"
        elif before.verdict is Verdict.ACCEPTED:
            yield f"✗ no longer holds: {title}"
        else:
            yield f"✗ {before.verdict.short} → {after.verdict.short}: {title}"
    elif before.counterexample != after.counterexample:
        yield f"✗ fails in another way: {title}"
