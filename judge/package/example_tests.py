"""Turn the examples of a statement into a pytest file that candidates run by themselves, without the judge."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from judge.grading.spec_examples import SpecExample

_COMPARISON = '''\
def _assert_same(returned, expected):
    """Compare as the judge does: by type and by value, where all numbers count as one type."""
    from numbers import Number

    if isinstance(expected, bool):
        alike = type(returned).__name__ in {"bool", "bool_"}
    elif isinstance(expected, int | float | complex):
        alike = isinstance(returned, int | float | complex) and not isinstance(returned, bool)
        alike = alike or (isinstance(returned, Number) and type(returned).__module__ == "numpy")
    else:
        alike = isinstance(returned, type(expected))
    assert alike, f"expected {expected!r}, a {type(expected).__name__}, not {returned!r}, a {type(returned).__name__}"
    assert returned == expected
'''


def example_tests(examples: Sequence[SpecExample], entry_point: str, module: str) -> str:
    """A test file with one test for each example, or one for all of them where some set variables for others.

    Args:
        examples: Examples that `judge.grading.spec_examples.make_checks` takes.
        entry_point: The function that they call.
        module: The module that defines it.
    """
    bodies = [_body(example) for example in examples]
    if all(example.expected for example in examples):
        tests = {f"test_example_{number}": body for number, body in enumerate(bodies, start=1)}
    else:
        tests = {"test_examples": [line for body in bodies for line in body]}
    code = "\n\n\n".join(
        "\n".join([f"def {name}():", *(f"    {line}" for line in lines)]) for name, lines in tests.items()
    )
    imports = ["import pytest", ""] if "pytest.raises" in code else []
    return "\n".join(
        [
            '"""The examples of the statement. Run: python -m pytest test_examples.py"""',
            "",
            *imports,
            f"from {module} import {entry_point}",
            "",
            "",
            _COMPARISON,
            "",
            code,
            "",
        ]
    )


def _body(example: SpecExample) -> list[str]:
    """The lines that run an example and check what comes of it."""
    if not example.expected:
        return _statement(example.source)
    if example.expected.startswith("Traceback "):
        kind = example.expected.splitlines()[-1].partition(":")[0].strip()
        return [f"with pytest.raises({kind}):", *(f"    {line}" for line in _statement(example.source))]
    source = ast.unparse(ast.parse(example.source, mode="eval")) if _is_long(example.source) else example.source
    expected = repr(ast.literal_eval(example.expected)) if _is_long(example.expected) else example.expected
    return [f"_assert_same({source}, {expected})"]


def _statement(source: str) -> list[str]:
    return ast.unparse(ast.parse(source)).splitlines() if _is_long(source) else [source]


def _is_long(source: str) -> bool:
    """Whether source may be more than one line of code, a comment included."""
    return "\n" in source or "#" in source
