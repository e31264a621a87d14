"""The source of a property's test, for those who may see it."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path
from typing import Final

from judge.challenge import Challenge
from judge.model import Grade, Verdict

_FUNCTIONS: Final = (ast.FunctionDef, ast.AsyncFunctionDef)


def with_sources(grade: Grade, challenge: Challenge) -> Grade:
    """The grade with the source of each property that does not hold."""
    properties = [
        outcome
        if outcome.verdict is Verdict.ACCEPTED
        else replace(outcome, source=_find_source(challenge, outcome.name))
        for outcome in grade.properties
    ]
    return replace(grade, properties=tuple(properties))


def _find_source(challenge: Challenge, name: str) -> str:
    """The test, decorators and all; empty for what is no test, such as the examples of the statement."""
    *around, function = name.partition("[")[0].split("::")
    for path in challenge.tests:
        if around and around[0].endswith(".py") and around[0] != path.name:
            continue
        found = _find_in(path, [part for part in around if not part.endswith(".py")], function)
        if found:
            return found
    return ""


def _find_in(path: Path, classes: list[str], function: str) -> str:
    text = path.read_text("utf-8", errors="replace")
    body: list[ast.stmt] = ast.parse(text).body
    for name in classes:
        body = next((node.body for node in body if isinstance(node, ast.ClassDef) and node.name == name), [])
    test = next((node for node in body if isinstance(node, _FUNCTIONS) and node.name == function), None)
    if test is None:
        return ""
    first = min(node.lineno for node in (test, *test.decorator_list))
    return "\n".join(text.splitlines()[first - 1 : test.end_lineno])
