"""Check that what a solution answers gives hidden tests something to judge."""

from __future__ import annotations

from typing import Final

from judge.errors import UsageError
from judge.package.new.answers import Arguments, Trial, describe, is_same_answer, is_same_value, parts_of
from judge.package.new.signature import Signature

_LEAST_SHARE: Final = 0.05
"""Of generated inputs that must be allowed, and large, so that some in a hundred are on every seed."""

_FEW: Final = 8
"""Different inputs, of which the statement's examples would give half away."""

_SMALL: Final = 10
"""A size up to which `judge verify` expects no answers to be enough: a number itself, or elements and characters in all."""


def check_variety(trial: Trial, signature: Signature, file_name: str) -> None:
    """Refuse a solution whose answers tell nothing, or can be learnt by heart.

    Raises:
        UsageError: It is one; the message says what to change.
    """
    first = trial.answers[0]
    if all(is_same_answer(first, answer) for answer in trial.answers):
        raise UsageError(
            f"{file_name}: {signature.name} gives {describe(first)} for all {len(trial.answers)} inputs tried, so there is "
            "nothing to judge; let it return what it finds, and annotate its parameters"
        )
    returning = sum(not answer.raised for answer in trial.generated)
    if returning < _LEAST_SHARE * len(trial.generated):
        example = "Literal['red', 'blue']"
        raise UsageError(
            f"{file_name}: {signature.name} raises for {len(trial.generated) - returning} of {len(trial.generated)} generated "
            f"inputs, so the tests would hardly try what it is for; pass --signature with narrower types, such as {example}"
        )
    different = {repr(answer.arguments) for answer in trial.combined + trial.generated}
    large = sum(_size(answer.arguments) > _SMALL for answer in trial.generated)
    if len(different) <= _FEW or large < _LEAST_SHARE * len(trial.generated):
        found = (
            f"there are {len(different)} different inputs"
            if len(different) <= _FEW
            else f"inputs have sizes up to {_SMALL}"
        )
        raise UsageError(
            f"{file_name}: {found} by the annotations of {signature.name}, so that answers can be learnt by heart; give it a "
            "parameter that has more, such as an int, a str or a list"
        )
    for position, parameter in enumerate(signature.parameters):
        with_it = [answer for answer in trial.answers if len(answer.arguments) > position and not answer.raised]
        if with_it and all(is_same_value(answer.value, answer.arguments[position]) for answer in with_it):
            raise UsageError(
                f"{file_name}: {signature.name} returns its argument {parameter.name} for all inputs tried, so there is "
                "nothing to judge"
            )


def _size(arguments: Arguments) -> float:
    """How large an input is: numbers count by themselves, collections and texts by their length at every level."""
    size = sum(abs(value) for value in arguments if isinstance(value, int | float))
    unread = list(arguments)
    while unread:
        value = unread.pop()
        size += len(value) if isinstance(value, str | bytes | list | tuple | dict | set | frozenset) else 0
        unread += value.values() if isinstance(value, dict) else parts_of(value)
    return size
