"""Choose inputs that show what a solution does, and write values as source: for statements and for tests."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Final

from judge.literals import call_text
from judge.package.new.answers import Answer, Trial, parts_of

_EXAMPLES: Final = 4
_LONGEST_EXAMPLE: Final = 80
_STRIDE: Final = 7_919
"""A prime larger than any list of inputs, to pick here and there."""

_WIDTH: Final = 100


def pick_answers(trial: Trial, *, exact: bool) -> list[Answer]:
    """A few inputs, short ones if possible, whose answers differ; those that raise come last.

    Args:
        trial: Has all answers.
        exact: Whether to avoid floats of many digits inside of lists and the like, which statements compare by `==`.
    """
    count = len(trial.combined)
    by_chance = [trial.combined[number * _STRIDE % count] for number in range(count)]
    picked: dict[str, Answer] = {}
    for answer in sorted(by_chance, key=_is_long):
        fits = not exact or isinstance(answer.value, float) or _is_exact(answer.value)
        if fits and len(picked) < _EXAMPLES:
            picked.setdefault(answer.raised or repr(answer.value), answer)
    for answer in [
        *trial.combined,
        *trial.generated,
    ]:  # so that there is one at all, and two where exactness is no matter
        if len(picked) < (1 if exact else 2):
            picked.setdefault(answer.raised or repr(answer.value), answer)
    return sorted(picked.values(), key=lambda answer: answer.raised)


def _is_long(answer: Answer) -> bool:
    return len(repr(answer.arguments)) + len(repr(answer.value)) > _LONGEST_EXAMPLE


def _is_exact(value: object) -> bool:
    """Whether floats in a value have few digits, so that every honest way of computing them gives the same."""
    return value == round(value, 6) if isinstance(value, float) else all(map(_is_exact, parts_of(value)))


def example_lines(name: str, answer: Answer) -> list[str]:
    """A call of a function, and what comes of it, as a statement shows it."""
    call = call_text(name, answer.arguments, {}, limit=1_000)
    if answer.raised:
        message = " ".join(answer.message.split())
        return [f">>> {call}", "Traceback (most recent call last):", f"{answer.raised}: {message}".rstrip(": ")]
    if isinstance(answer.value, float):
        return [f">>> round({call}, 6)", repr(round(answer.value, 6))]
    text = repr(answer.value)
    try:
        ast.literal_eval(text)
    except ValueError:  # a frozenset, or the empty set
        return [f">>> {call} == {text}", "True"]
    return [f">>> {call}", text]


def list_source(values: Sequence[object], indent: int) -> str:
    """A list as source, over several lines where it is long; a run of whole numbers around zero as a range."""
    numbers = [value for value in values if isinstance(value, int) and not isinstance(value, bool)]
    if len(numbers) == len(values) > 2:  # noqa: PLR2004  # shorter lists read as well
        as_range = range(min(numbers), max(numbers) + 1)
        if numbers == sorted(as_range, key=abs):
            return f"sorted({as_range}, key=abs)"
    parts = [repr(value) for value in values]
    if sum(map(len, parts)) + 2 * len(parts) + indent < _WIDTH:
        return f"[{', '.join(parts)}]"
    lines = [""]
    for part in parts:
        if lines[-1] and len(lines[-1]) + len(part) + indent + 4 > _WIDTH:
            lines.append("")
        lines[-1] += f" {part}," if lines[-1] else f"{part},"
    margin = " " * indent
    return "\n".join(["[", *(f"{margin}    {line}" for line in lines), f"{margin}]"])
