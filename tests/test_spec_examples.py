"""The examples of a statement are its first property, so that they cannot drift from what is judged."""

from __future__ import annotations

from pathlib import Path

import pytest

from judge import ChallengeError, Verdict, grade
from judge.grading.spec_examples import SpecExample, read_spec_examples
from tests.building import REFERENCE, judge_source, verdicts, write_challenge, write_submission

TWO = "def test_two(solution):\n    assert solution(2) == 4\n"
STRICT = "def double(n):\n    if n < 0:\n        raise ValueError('negative')\n    return 2 * n\n"
REFUSES = ">>> double(-1)\nTraceback (most recent call last):\n    ...\nValueError: whatever it says\n"


def judge_spec(folder: Path, spec: str, source: str, reference: str | None = None) -> list[str]:
    """The verdicts of a submission against a statement and one test."""
    return verdicts(judge_source(folder, source, TWO, spec=spec, reference=reference or source))


def test_examples_are_found_in_fences_and_paragraphs(tmp_path: Path) -> None:
    """An example is what stands behind >>> and ..., with what is expected below it up to a blank line or a fence."""
    path = tmp_path / "spec.md"
    path.write_text(
        "# Title\n\n```python\n>>> f(1)\n[1,\n 2]\n>>> x = [\n...     2\n... ]\n```\n\n    >>> f(x)\n    3\n\ntext\n"
    )
    assert read_spec_examples(path) == [
        SpecExample("f(1)", "[1,\n2]", 4),
        SpecExample("x = [\n    2\n]", "", 7),
        SpecExample("f(x)", "3", 12),
    ]


def test_examples_are_the_first_property(tmp_path: Path) -> None:
    """They come before the tests, count one example each, and have a title of their own."""
    result = judge_source(tmp_path, REFERENCE, TWO, spec=">>> n = 3\n>>> double(n)\n6\n>>> double(0)\n0\n")
    first, _ = result.properties
    assert (first.name, first.title, first.examples) == ("spec_examples", "The examples of the statement hold.", 3)
    assert result.verdict is Verdict.ACCEPTED


def test_statement_without_examples_is_no_property(tmp_path: Path) -> None:
    """A statement in prose alone adds no property."""
    assert judge_spec(tmp_path, "# Double\n\nDouble it.\n", REFERENCE) == ["accepted"]


@pytest.mark.parametrize(
    ("expected", "returned", "verdict"),
    [
        ("4", "4", "accepted"),
        ("4", "4.0", "accepted"),
        ("4", "__import__('numpy').int64(4)", "accepted"),
        ("4.0", "__import__('numpy').float64(4)", "accepted"),
        ("4", "5", "wrong_answer/wrong_value"),
        ("4", "'4'", "wrong_answer/wrong_type"),
        ("4", "None", "wrong_answer/wrong_type"),
        ("1", "True", "wrong_answer/wrong_type"),
        ("True", "True", "accepted"),
        ("True", "__import__('numpy').bool_(True)", "accepted"),
        ("True", "1", "wrong_answer/wrong_type"),
        ("None", "None", "accepted"),
        ("None", "0", "wrong_answer/wrong_type"),
        ("[1, 2]", "[1, 2]", "accepted"),
        ("[1, 2]", "(1, 2)", "wrong_answer/wrong_type"),
        ("[1, 2]", "__import__('numpy').array([1, 2])", "wrong_answer/wrong_type"),
        ("[1, 2]", "[1, __import__('numpy').array([1, 2])]", "wrong_answer/wrong_value"),
        ("{'a': 1}", "{'a': 1}", "accepted"),
        ("'a'", "'b'", "wrong_answer/wrong_value"),
        ("b'a'", "'a'", "wrong_answer/wrong_type"),
    ],
)
def test_values_are_compared_by_kind_and_equality(tmp_path: Path, expected: str, returned: str, verdict: str) -> None:
    """All numbers are of one kind, truth values are none of them, and containers and texts must have the very type."""
    source = f"def double(n):\n    return {returned} if n == 1 else 4\n"
    reference = f"def double(n):\n    return {expected} if n == 1 else 4\n"
    assert judge_spec(tmp_path, f">>> double(1)\n{expected}\n", source, reference) == [verdict, "accepted"]


@pytest.mark.parametrize(
    ("statement", "verdict"),
    [
        ("raise ValueError('negative')", "accepted"),
        ("raise UnicodeError()", "accepted"),
        ("raise TypeError('negative')", "wrong_answer/wrong_exception"),
        ("return 0", "wrong_answer/wrong_exception"),
        ("import os; os._exit(0)", "runtime_error/exit"),
    ],
)
def test_exceptions_are_compared_by_type(tmp_path: Path, statement: str, verdict: str) -> None:
    """A traceback block asks for its exception or a subclass of it."""
    source = f"def double(n):\n    if n < 0:\n        {statement}\n    return 2 * n\n"
    assert judge_spec(tmp_path, REFUSES, source, STRICT) == [verdict, "accepted"]


def test_unexpected_exception_is_a_runtime_error(tmp_path: Path) -> None:
    """An example that expects a value and gets an exception is a runtime error."""
    assert judge_spec(tmp_path, ">>> double(-1)\n-2\n", STRICT, REFERENCE) == ["runtime_error/exception", "accepted"]


@pytest.mark.parametrize(
    ("spec", "problem"),
    [
        (">>> double(\n4\n", "spec.md:1: the example is not valid Python"),
        ("\n\n>>> double(2)\nfour\n", "spec.md:3: the expected value is no Python literal: four"),
        (
            ">>> double(2)\nTraceback (most recent call last):\n  ...\nMyError: no\n",
            "spec.md:1: MyError is no builtin exception",
        ),
        (
            ">>> double(2)\nTraceback (most recent call last):\n  ...\nint: no\n",
            "spec.md:1: int is no builtin exception",
        ),
    ],
)
@pytest.mark.parametrize("source", [REFERENCE, "def double(n\n"], ids=["loads", "does not load"])
def test_examples_that_are_no_examples(tmp_path: Path, spec: str, problem: str, source: str) -> None:
    """An example that can never hold is the challenge's error, with its line, whatever is submitted."""
    with pytest.raises(ChallengeError, match="spec") as raised:
        judge_spec(tmp_path, spec, source, REFERENCE)
    assert problem in str(raised.value)


@pytest.mark.parametrize(
    ("spec", "reason"),
    [
        (">>> double(2)\n5\n", "expected 5"),
        (">>> x = 2\n", "never called the solution"),
        (">>> nosuch(2)\n4\n", "nosuch"),
    ],
)
def test_examples_that_drifted(tmp_path: Path, spec: str, reason: str) -> None:
    """An example that the reference does not satisfy, or that asks it nothing, is a judge error."""
    result = judge_source(tmp_path, "def double(n):\n    return 0\n", TWO, spec=spec)
    assert result.verdict is Verdict.JUDGE_ERROR
    assert reason in result.message


def test_statement_that_is_not_utf_8(tmp_path: Path) -> None:
    """A statement in another encoding is the challenge's error."""
    folder = write_challenge(tmp_path / "double", TWO)
    (folder / "spec.md").write_bytes("# Größe\n".encode("latin-1"))
    with pytest.raises(ChallengeError, match="UTF-8") as raised:
        grade(folder, write_submission(tmp_path, REFERENCE))
    assert "\n" not in str(raised.value)
