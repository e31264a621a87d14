"""The doctest-style examples of a challenge's statement, run as its first property so that they cannot drift.

An example is `>>> expression` with the value it has, or `>>> statement` alone, or a call and the last line of the traceback it
must raise. Values are compared by type and `==`, not by their text, so a numpy float equals the float it stands for.
"""

from __future__ import annotations

import ast
import builtins
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import CodeType

from judge.errors import ChallengeError
from judge.literals import source_text
from judge.testing.failures import PropertyFailure, WrongType


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
    except (OSError, UnicodeDecodeError) as error:
        raise ChallengeError(f"{path}: cannot be read: {error}") from error
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
    """One function per example that calls the solution and raises unless the example holds; they share their variables."""
    names: dict[str, object] = {"__name__": "spec", entry_point: solution}
    return [_Check(path, example, names) for example in read_spec_examples(path)]


@dataclass(frozen=True, slots=True)
class _Check:
    path: Path
    example: SpecExample
    names: dict[str, object]

    def __call__(self) -> None:
        example = self.example
        if not example.expected:
            exec(self._compiled("exec"), self.names)  # noqa: S102  # the statement is the author's, as trusted as the tests
            return
        if example.expected.startswith("Traceback "):
            self._check_exception(example.expected.splitlines()[-1].partition(":")[0].strip())
            return
        returned = eval(self._compiled("eval"), self.names)  # noqa: S307  # the statement is the author's
        try:
            expected = ast.literal_eval(example.expected)
        except (SyntaxError, ValueError) as error:
            raise ChallengeError(
                f"{self.path}:{example.line}: the expected value is no Python literal: {error}"
            ) from error
        if isinstance(expected, list | tuple | dict | set | str | bytes) and type(returned) is not type(expected):
            raise WrongType(f"expected {source_text(expected)}")
        if isinstance(returned, _array_type()) or returned != expected:
            raise PropertyFailure(f"expected {source_text(expected)}")

    def _compiled(self, mode: str) -> CodeType:
        code: CodeType = compile(self.example.source, f"{self.path}:{self.example.line}", mode)
        return code

    def _check_exception(self, name: str) -> None:
        kind = getattr(builtins, name, None)
        if not (isinstance(kind, type) and issubclass(kind, BaseException)):
            raise ChallengeError(f"{self.path}:{self.example.line}: {name} is no builtin exception")
        try:
            exec(self._compiled("exec"), self.names)  # noqa: S102  # the statement is the author's
        except kind:
            return
        raise PropertyFailure(f"expected {name} to be raised")


def _array_type() -> type | tuple[type, ...]:
    numpy = sys.modules.get("numpy")
    return numpy.ndarray if numpy else ()
