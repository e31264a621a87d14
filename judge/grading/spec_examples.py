"""The doctest-style examples of a challenge's statement, run as its first property so that they cannot drift.

An example is `>>> expression` with the value it has, or `>>> statement` alone, or a call and the last line of the traceback it
must raise. Values are compared by type and `==`, not by their text, so a numpy float equals the float it stands for.
"""

from __future__ import annotations

import ast
import builtins
import functools
import numbers
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import CodeType

from judge.errors import ChallengeError
from judge.literals import SHOWN_CHARACTERS, source_text


@dataclass(frozen=True, slots=True)
class SpecExample:
    """One example: source after `>>>`, the text expected below it, and the line it stands in."""

    source: str
    expected: str
    line: int


def read_spec_examples(path: Path) -> list[SpecExample]:
    """The examples of a statement, in order.

    Raises:
        ChallengeError: The file cannot be read as UTF-8.
    """
    try:
        lines = path.read_text("utf-8").splitlines()
    except OSError as error:
        raise ChallengeError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ChallengeError(f"{path}: is not UTF-8 (byte {error.start}); save it as UTF-8") from error
    examples: list[SpecExample] = []
    number = 0
    while number < len(lines):
        if not lines[number].lstrip().startswith(">>> "):
            number += 1
            continue
        start = number
        source = [lines[number].lstrip()[4:]]
        number += 1
        while number < len(lines) and lines[number].lstrip().startswith("... "):
            source.append(lines[number].lstrip()[4:])
            number += 1
        expected = []
        while number < len(lines) and lines[number].strip() and not lines[number].lstrip().startswith((">>> ", "```")):
            expected.append(lines[number].strip())
            number += 1
        examples.append(SpecExample("\n".join(source), "\n".join(expected), start + 1))
    return examples


def make_checks(path: Path, entry_point: str, solution: Callable[..., object]) -> list[Callable[[], object]]:
    """One function per example that calls the solution and raises unless the example holds; they share their variables.

    Raises:
        ChallengeError: An example is not Python, or what it expects is neither a literal nor a builtin exception.
    """
    names: dict[str, object] = {"__name__": "spec", entry_point: solution}
    return [_make_check(f"{path}:{example.line}", example, names) for example in read_spec_examples(path)]


def _make_check(place: str, example: SpecExample, names: dict[str, object]) -> Callable[[], object]:
    if not example.expected or example.expected.startswith("Traceback "):
        code = _compile(place, example.source, "exec")
        if not example.expected:
            return functools.partial(exec, code, names)
        return functools.partial(_check_exception, code, names, _read_exception(place, example.expected))
    code = _compile(place, example.source, "eval")
    try:
        expected = ast.literal_eval(example.expected)
    except (SyntaxError, ValueError) as error:
        raise ChallengeError(f"{place}: the expected value is no Python literal: {example.expected}") from error
    return functools.partial(_check_value, code, names, expected)


def _compile(place: str, source: str, mode: str) -> CodeType:
    try:
        code: CodeType = compile(source, place, mode)
    except SyntaxError as error:
        raise ChallengeError(f"{place}: the example is not valid Python: {error.msg}: {source}") from error
    return code


def _read_exception(place: str, expected: str) -> type[BaseException]:
    name = expected.splitlines()[-1].partition(":")[0].strip()
    kind = getattr(builtins, name, None)
    if not (isinstance(kind, type) and issubclass(kind, BaseException)):
        raise ChallengeError(f"{place}: {name} is no builtin exception")
    return kind


def _check_exception(code: CodeType, names: dict[str, object], kind: type[BaseException]) -> None:
    import pytest  # noqa: PLC0415  # reading a statement does without

    with pytest.raises(kind):
        exec(code, names)  # noqa: S102  # the statement is the author's, as trusted as the tests


def _check_value(code: CodeType, names: dict[str, object], expected: object) -> None:
    from judge.testing.failures import PropertyFailure, WrongType  # noqa: PLC0415  # reading a statement does without

    returned = eval(code, names)  # noqa: S307  # the statement is the author's
    if not _same_kind(returned, expected):
        raise WrongType(f"expected {source_text(expected, SHOWN_CHARACTERS)}", compared=(returned, expected))
    if returned != expected:
        raise PropertyFailure(f"expected {source_text(expected, SHOWN_CHARACTERS)}", compared=(returned, expected))


def _same_kind(returned: object, expected: object) -> bool:
    """Whether two values are of one type, where all numbers count as one, and truth values as none of them."""
    if isinstance(expected, bool):
        return type(returned) is bool or type(returned).__name__ in {"bool", "bool_"}
    if isinstance(expected, int | float | complex):
        return isinstance(returned, numbers.Number) and not isinstance(returned, bool)
    return type(returned) is type(expected)
