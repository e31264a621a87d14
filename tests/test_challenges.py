"""The shipped challenges do what they promise: every known-answer submission gets the verdict of its folder."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from judge import Grade, Verdict, grade
from judge.challenge import load_challenge
from judge.grading.spec_examples import read_spec_examples

ROOT = Path(__file__).parents[1]
CHALLENGES = sorted(path.parent for path in (ROOT / "challenges").glob("*/challenge.toml"))
SUBMISSIONS = sorted((ROOT / "challenges").glob("*/submissions/*/*.py"))
LOADING = "loading"
"""What the docstring of a submission that cannot be loaded names instead of a property."""


def catchers(submission: Path) -> set[str]:
    """The properties that a rejected submission's docstring names."""
    docstring = ast.get_docstring(ast.parse(submission.read_bytes())) or ""
    found = re.search(r"^Caught by: (.+)$", docstring, re.MULTILINE)
    return set(found[1].split(", ")) if found else set()


def rejecting(result: Grade) -> set[str]:
    return {outcome.name for outcome in result.properties if outcome.verdict is not Verdict.ACCEPTED}


@cache
def properties_of(challenge: Path) -> tuple[str, ...]:
    return tuple(outcome.name for outcome in grade(challenge, load_challenge(challenge).reference).properties)


@pytest.mark.parametrize("submission", SUBMISSIONS, ids=lambda path: f"{path.parts[-4]}-{path.parts[-2]}-{path.stem}")
def test_known_answer(submission: Path) -> None:
    """A known-answer submission gets the verdict of its folder, by the property that its docstring names."""
    result = grade(submission.parents[2], submission)
    assert (result.verdict.value, result.message) == (submission.parent.name, result.message)
    if result.verdict in {Verdict.ACCEPTED, Verdict.INVALID_SUBMISSION}:
        return
    assert catchers(submission)
    assert catchers(submission) <= rejecting(result)


@pytest.mark.parametrize("challenge", CHALLENGES, ids=lambda path: path.name)
def test_reference_is_accepted_on_other_seeds(challenge: Path) -> None:
    """The reference is accepted whatever the seed."""
    reference = load_challenge(challenge).reference
    for seed in (1, 2, 3):
        result = grade(challenge, reference, seed=seed)
        assert (result.verdict, result.score) == (Verdict.ACCEPTED, 1.0), result.properties


@pytest.mark.parametrize("challenge", CHALLENGES, ids=lambda path: path.name)
def test_every_property_rejects_a_submission(challenge: Path) -> None:
    """No hidden test is idle: each is named as the one that catches at least one known-wrong submission."""
    named = set().union(*(catchers(path) for path in SUBMISSIONS if path.parents[2] == challenge))
    assert set(properties_of(challenge)) - {"spec_examples"} <= named
    assert named - {LOADING} <= set(properties_of(challenge))


@pytest.mark.parametrize("challenge", CHALLENGES, ids=lambda path: path.name)
def test_enough_known_answers(challenge: Path) -> None:
    """Every challenge has at least 8 accepted and 15 rejected known-answer submissions, each rejected one explained."""
    own = [path for path in SUBMISSIONS if path.parents[2] == challenge]
    accepted = [path for path in own if path.parent.name == "accepted"]
    rejected = [path for path in own if path.parent.name != "accepted"]
    assert len(accepted) >= 8
    assert len(rejected) >= 15
    assert [path for path in rejected if not catchers(path)] == []
    assert {path.parent.name for path in own} <= {verdict.value for verdict in Verdict}


@pytest.mark.parametrize("challenge", CHALLENGES, ids=lambda path: path.name)
def test_statement_has_examples(challenge: Path) -> None:
    """Every statement has examples, and judging runs them as the first property."""
    assert len(read_spec_examples(challenge / "spec.md")) >= 3
    assert properties_of(challenge)[0] == "spec_examples"


@pytest.mark.parametrize("challenge", CHALLENGES, ids=lambda path: path.name)
def test_starter_is_a_start_and_no_more(challenge: Path) -> None:
    """The starter can be judged, and is rejected because nothing is written yet."""
    result = grade(challenge, challenge / "starter.py")
    assert result.verdict is Verdict.RUNTIME_ERROR
    assert Verdict.ACCEPTED not in {outcome.verdict for outcome in result.properties}


GUIDE_ANSWERS = {
    "primes/submissions/accepted/guide_boolean_sieve.py": ("accepted", None),
    "primes/submissions/wrong_answer/guide_append_lost.py": ("wrong_answer", None),
    "flatten/submissions/accepted/guide_recursive_extend.py": ("accepted", None),
    "rmse/submissions/wrong_answer/guide_numpy_nan_for_empty.py": ("wrong_answer", "calculate_rmse([], [])"),
    "rmse/submissions/accepted/guide_with_empty_check.py": ("accepted", None),
    "weighted_key/submissions/accepted/guide_cumulative_scan.py": ("accepted", None),
}


@pytest.mark.parametrize(("path", "expected"), GUIDE_ANSWERS.items(), ids=lambda value: Path(str(value)).stem)
def test_guide_answer(path: str, expected: tuple[str, str | None]) -> None:
    """The interview guide's own answers get the verdicts that the specification of the challenges gives them."""
    submission = ROOT / "challenges" / path
    result = grade(submission.parents[2], submission)
    verdict, call = expected
    assert result.verdict == verdict
    if call is not None:
        calls = {shown.counterexample.call for shown in result.properties if shown.counterexample is not None}
        assert calls == {call}
