"""Write the hidden tests of a new challenge: plain pytest with Hypothesis, comparing a solution with the reference."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from judge.package.new.answers import Trial
from judge.package.new.examples import list_source, pick_answers
from judge.package.new.known_answers import BY_ANY_INPUT, BY_ARGUMENTS, BY_DEFAULTS, BY_EARLIER_CALLS, BY_SMALL_INPUTS
from judge.package.new.signature import Signature

_WIDTH: Final = 100
_MOSTLY: Final = 0.5
_TAKEN: Final = {
    *("solution", "reference", "assert_agrees", "assert_same", "assert_type", "assert_close"),
    *("assert_arguments_unchanged", "product", "pytest", "given", "settings", "st", "SMALL_INPUTS", "self"),
}
"""What has a meaning in a hidden test file."""


def hidden_tests(slug: str, signature: Signature, trial: Trial) -> str:
    """The content of `test_*.py`."""
    head = f"{_head(slug, trial)}\n\n{_small_inputs(signature, trial)}"
    return "\n\n\n".join([head, _assert_agrees(trial), *_properties(signature, trial)]) + "\n"


def _head(slug: str, trial: Trial) -> str:
    names = {"assert_close"} if trial.has_floats else set()
    names |= {"assert_type"} if not trial.has_numbers_only else set()
    names |= {"assert_arguments_unchanged"} if trial.has_mutable else set()
    lines = [
        f'"""Hidden properties of `{slug}`; notes.md says what each is there to catch.',
        "",
        "Plain pytest with Hypothesis. Candidates see the first line of each docstring, and the call that went wrong.",
        "`solution` is their function, `reference` is yours.",
        '"""',
        "",
        "from itertools import product",
        "",
        *(["import pytest"] if trial.exceptions else []),
        "from hypothesis import given, settings",
        "from hypothesis import strategies as st",
        "",
        f"from judge.testing import {', '.join(sorted(names))}",
    ]
    return "\n".join(lines)


def _small_inputs(signature: Signature, trial: Trial) -> str:
    rows = [
        f"        {list_source(values, 8)},  # {parameter.name}"
        for values, parameter in zip(trial.small, signature.parameters, strict=True)
    ]
    return "\n".join(
        [
            "# Every combination of these is tried, simple ones first. Add the values that you know to be tricky.",
            "SMALL_INPUTS = list(",
            "    product(",
            *rows,
            "    )",
            ")",
        ]
    )


def _assert_agrees(trial: Trial) -> str:
    """The function by which every test compares."""
    if not trial.exceptions:
        return "\n".join(
            [
                "def assert_agrees(solution, reference, *args):",
                '    """Assert that the solution returns what the reference returns."""',
                *_comparison(trial, "reference(*args)"),
            ]
        )
    lines = [
        "def assert_agrees(solution, reference, *args):",
        '    """Assert that the solution returns what the reference returns, or raises what it raises."""',
        "    try:",
        "        expected = reference(*args)",
    ]
    for kind in trial.exceptions:
        lines += [
            f"    except {kind}:",
            f"        with pytest.raises({kind}):",
            "            solution(*args)",
            "        return",
        ]
    return "\n".join([*lines, *_comparison(trial, "expected")])


def _comparison(trial: Trial, expected: str) -> list[str]:
    if trial.has_numbers_only:
        return [f"    assert_close(solution(*args), {expected}, absolute=1e-9)"]
    kinds = ", ".join("type(None)" if kind == "None" else kind for kind in trial.kinds)
    if not trial.has_floats:
        return [
            "    # assert_type is strict: a numpy integer is no int, True is no int, a tuple is no list.",
            f"    assert assert_type(solution(*args), {kinds}) == {expected}",
        ]
    return [
        f"    assert_same(assert_type(solution(*args), {kinds}), {expected})",
        "",
        "",
        "def assert_same(value, expected):",
        '    """Assert that two values are the same, floats up to rounding."""',
        "    if isinstance(expected, float):",
        "        assert_close(value, expected, absolute=1e-9)",
        "        return",
        "    assert_type(value, type(expected))",
        "    if isinstance(expected, dict):",
        "        assert value.keys() == expected.keys()",
        "        value, expected = [value[key] for key in expected], list(expected.values())",
        "    if isinstance(expected, list | tuple):",
        "        assert len(value) == len(expected)",
        "        for one, other in zip(value, expected):",
        "            assert_same(one, other)",
        "    else:",
        "        assert value == expected",
    ]


def _properties(signature: Signature, trial: Trial) -> Iterator[str]:
    """The tests, one for each promise of the statement."""
    picked = [answer.arguments for answer in pick_answers(trial, exact=False)]
    yield "\n".join(
        [
            f"def {BY_EARLIER_CALLS}(solution, reference):",
            '    """Gives the same answer whatever was asked before."""',
            f"    for args in {list_source([*picked, *picked[::-1]], 4)}:",
            "        assert_agrees(solution, reference, *args)",
        ]
    )
    yield "\n".join(
        [
            f"def {BY_SMALL_INPUTS}(solution, reference):",
            '    """Gives the right answer for every small input."""',
            "    for args in SMALL_INPUTS:",
            "        assert_agrees(solution, reference, *args)",
        ]
    )
    names = [f"{each.name}_" if each.name in _TAKEN else each.name for each in signature.parameters]
    given = _given(names, [domain.strategy for domain in trial.domains])
    listed = ", ".join(names)
    returning = sum(not answer.raised for answer in trial.generated)
    # Where few inputs are allowed, more are tried, so that enough of them are.
    count = 100 if returning > _MOSTLY * len(trial.generated) else 400
    yield "\n".join(
        [
            given,
            f"@settings(max_examples={count})",
            f"def {BY_ANY_INPUT}(solution, reference, {listed}):",
            '    """Gives the right answer for any input that the statement allows."""',
            f"    assert_agrees(solution, reference, {listed})",
        ]
    )
    if signature.required < len(names):
        yield "\n".join(
            [
                f"def {BY_DEFAULTS}(solution, reference):",
                '    """Takes the default of each argument that is left out."""',
                "    for args in SMALL_INPUTS:",
                f"        for count in range({signature.required}, {len(names)}):",
                "            assert_agrees(solution, reference, *args[:count])",
            ]
        )
    if trial.has_mutable:
        yield "\n".join(
            [
                given,
                "@settings(max_examples=30)",
                f"def {BY_ARGUMENTS}(solution, reference, {listed}):",
                '    """Leaves its arguments as they were."""',
                "",
                "    def checked(*args):",
                "        return assert_arguments_unchanged(solution, *args)",
                "",
                f"    assert_agrees(checked, reference, {listed})",
            ]
        )


def _given(names: Sequence[str], strategies: Sequence[str]) -> str:
    parts = [f"{name}={strategy}" for name, strategy in zip(names, strategies, strict=True)]
    line = f"@given({', '.join(parts)})"
    return line if len(line) <= _WIDTH else "\n".join(["@given(", *(f"    {part}," for part in parts), ")"])
