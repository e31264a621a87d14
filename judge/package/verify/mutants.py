"""Mutants of a reference solution: copies with one small mistake each, which the hidden tests should reject.

A mutant that they accept shows a mistake that a candidate can make unnoticed, unless it is equivalent: no input at all
tells it from the reference. Whether it is cannot be decided by a program, so an author may say so, with a reason.
"""

from __future__ import annotations

import ast
import difflib
import io
import json
import tokenize
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from types import CodeType
from typing import Final

from judge.challenge import EquivalentMutant
from judge.errors import ChallengeError
from judge.package.verify.mutant_operators import propose_edits
from judge.package.verify.source_edits import Edit, Module


@dataclass(frozen=True, slots=True)
class Mutant:
    """A reference solution with one mistake.

    Attributes:
        operator: The kind of mistake, a slug such as `boundary`.
        line: The line, from 1, that `original` starts with.
        original: The changed lines as they were, each stripped, without comments and empty lines; where lines are lost, the
            one before them as well.
        mutated: The same lines in the mutant.
        source: The whole mutant.
        reference: The whole reference solution.
    """

    operator: str
    line: int
    original: str
    mutated: str
    source: str = field(repr=False)
    reference: str = field(repr=False)

    def diff(self, file_name: str) -> str:
        """The mistake as a unified diff with one line of context."""
        before, after = self.reference.split("\n"), self.source.split("\n")
        return "\n".join(difflib.unified_diff(before, after, file_name, file_name, n=1, lineterm="")) + "\n"


def make_mutants(source: str, entry_point: str) -> list[Mutant]:
    """The mutants of a reference solution, in the order of the places they change.

    Every one compiles, and no two of them, nor any of them and the reference, have the same bytecode.

    Args:
        source: The reference solution.
        entry_point: The function it defines for candidates to write; calls of it are recursion.

    Raises:
        ChallengeError: The source is not valid Python.
    """
    text = source.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")  # as the parser sees it
    mutants = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a mutant may do what a compiler warns of
        try:
            seen = {_fingerprint(_compile(text))}
        except (SyntaxError, ValueError) as error:
            raise ChallengeError(f"the reference solution is not valid Python: {error}") from error
        for edit in propose_edits(Module(text, entry_point)):
            mutated, fingerprint = _apply(edit, text)
            if fingerprint is not None and fingerprint not in seen:
                seen.add(fingerprint)
                mutants.append(_describe(edit.operator, text, mutated))
    return mutants


def match_marks(
    mutants: Iterable[Mutant], marks: Sequence[EquivalentMutant]
) -> tuple[dict[Mutant, EquivalentMutant], list[EquivalentMutant]]:
    """The mutants that are marked as equivalent, with their marks, and the marks that fit no mutant.

    A mark holds for every mutant with its changed lines, wherever they stand and however they are indented.
    """
    by_lines = {_lines_of(mark): mark for mark in marks}
    marked = {mutant: by_lines[_lines_of(mutant)] for mutant in mutants if _lines_of(mutant) in by_lines}
    used = {_lines_of(mutant) for mutant in marked}
    return marked, [mark for mark in marks if _lines_of(mark) not in used]


def _lines_of(change: Mutant | EquivalentMutant) -> tuple[str, str]:
    return _strip(change.original.splitlines()), _strip(change.mutated.splitlines())


def mark_as_toml(mutant: Mutant) -> str:
    """The block for `challenge.toml` that marks a mutant as equivalent, once the author has filled in the reason."""
    lines = [f"original = {_quote(mutant.original)}", f"mutated = {_quote(mutant.mutated)}", 'reason = ""']
    return "\n".join(["[[mutation.equivalent]]", *lines, ""])


def _quote(text: str) -> str:
    """A text as a basic string of TOML, which escapes as JSON does but for one character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _apply(edit: Edit, source: str) -> tuple[str, object]:
    """The edited source and its fingerprint, which is None if it does not compile.

    The new text is put into parentheses if its surroundings would otherwise take it apart: `a // (b + c)`.
    """
    plain, enclosed = (source[: edit.start] + text + source[edit.end :] for text in (edit.text, f"({edit.text})"))
    of_plain, of_enclosed = map(_fingerprint_of, (plain, enclosed))
    return (plain, of_plain) if of_enclosed in {None, of_plain} else (enclosed, of_enclosed)


def _fingerprint_of(source: str) -> object:
    try:
        return _fingerprint(_compile(source))
    except (SyntaxError, ValueError):
        return None


def _compile(source: str) -> CodeType:
    """The code of a source as if all of it stood in one place, since the layout has traces in the bytecode."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, _PLACED):
            node.lineno = node.end_lineno = 1
            node.col_offset = node.end_col_offset = 0
    code: CodeType = compile(tree, "reference", "exec", dont_inherit=True)
    return code


_PLACED: Final = (ast.stmt, ast.expr, ast.excepthandler, ast.arg, ast.keyword, ast.alias, ast.pattern)


def _fingerprint(code: CodeType) -> object:
    """All that decides what a code object does."""
    constants = [
        _fingerprint(value) if isinstance(value, CodeType) else (type(value), repr(value)) for value in code.co_consts
    ]
    names = code.co_names, code.co_varnames, code.co_cellvars, code.co_freevars
    arguments = code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount, code.co_flags
    return code.co_code, code.co_exceptiontable, names, arguments, tuple(constants)


def _describe(operator: str, reference: str, source: str) -> Mutant:
    before, after = reference.split("\n"), source.split("\n")
    shorter = min(len(before), len(after))
    start = next((at for at in range(shorter) if before[at] != after[at]), shorter)
    same = next((at for at in range(shorter - start) if before[-1 - at] != after[-1 - at]), shorter - start)
    while True:
        original = _code_lines(reference, start, len(before) - same)
        mutated = _code_lines(source, start, len(after) - same)
        if (original and mutated) or not start:
            return Mutant(operator, start + 1, original, mutated, source, reference)
        start -= 1  # whole lines are gone


def _code_lines(source: str, start: int, end: int) -> str:
    """Some lines, each stripped, without empty ones, and without comments, which may be edited without touching a mark."""
    lines = source.split("\n")
    if any("#" in line for line in lines[start:end]):
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type == tokenize.COMMENT:
                row, column = token.start
                lines[row - 1] = lines[row - 1][:column]
    return _strip(lines[start:end])


def _strip(lines: Iterable[str]) -> str:
    return "\n".join(line.strip() for line in lines if line.strip())
