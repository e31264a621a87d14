"""The shipped challenges do what they promise: every known-answer submission gets the verdict of its folder."""

from __future__ import annotations

import ast
import contextlib
import functools
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from judge import Verdict
from judge.challenge import load_challenge
from judge.grading.grader import Grader
from judge.grading.plan import Plan
from judge.grading.spec_examples import read_spec_examples
from judge.package.verify import known_answers_check
from judge.package.verify.checks import verify_challenge
from judge.package.verify.consistency import KnownAnswer, named_catchers
from judge.package.verify.verdict_cache import VerdictCache
from judge.package.verify.workbench import Workbench

ROOT = Path(__file__).parents[1]
CHALLENGES = sorted(path.parent for path in (ROOT / "challenges").glob("*/challenge.toml"))
SUBMISSIONS = sorted((ROOT / "challenges").glob("*/submissions/*/*.py"))


@pytest.fixture(scope="module")
def bench() -> Iterator[Workbench]:
    """Judges what verify asks for, with as many processes as this test run leaves."""
    processes = 1 if "PYTEST_XDIST_WORKER" in os.environ else None
    with contextlib.closing(VerdictCache()) as cache, Workbench(cache, processes=processes) as bench:
        yield bench


@pytest.fixture(scope="module")
def grader_of() -> Iterator[Callable[[Path], Grader]]:
    """A function that gives a challenge's grader, whose hidden tests are collected once."""
    with contextlib.ExitStack() as graders:
        yield functools.cache(lambda challenge: graders.enter_context(Grader(load_challenge(challenge))))


def only_the_catchers(answer: KnownAnswer, _seed: int, names: Sequence[str]) -> Plan:
    """The plan for a known answer: all properties, or those that it names."""
    named = frozenset(name for name in names if any(known_answers_check._means(each, name) for each in answer.catchers))
    return Plan(explore=False, only=named or None)


@pytest.mark.parametrize("challenge", CHALLENGES, ids=lambda path: path.name)
@pytest.mark.long
def test_is_valid(challenge: Path, bench: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    """`judge verify` has nothing to say: known answers, kill matrix, junk and mutants are in order.

    What takes most of its time is left to the command itself: known answers are judged on one seed and by nothing but the
    properties that must catch them, and time limits are not examined, since no test may depend on how fast a machine is.
    """
    monkeypatch.setattr(known_answers_check, "_plan_for", only_the_catchers)
    monkeypatch.setattr("judge.package.verify.known_answers_check._SEEDS", (0,))
    monkeypatch.setattr("judge.package.verify.known_answers_check._REFERENCE_SEEDS", 2)
    monkeypatch.setattr("judge.package.verify.checks.follow_slow_submissions", lambda *_: list)
    monkeypatch.setattr("judge.package.verify.checks.follow_accepted_submissions", lambda *_: list)
    found = verify_challenge(challenge, bench)
    problems = [problem for problem in found.problems if problem.check != "time_window"]
    assert [f"{problem.check}: {problem.message}" for problem in problems] == []
    assert found.mutation is not None
    assert found.mutation.score == 100
    assert all(row.reason for row in found.mutation.marked)


WEAKENED = {
    "flatten": "test_leaves_the_array_as_it_was",
    "primes": "test_lists_n_itself_when_prime",
    "rmse": "test_rejects_lists_of_different_lengths",
    "weighted_key": "test_never_returns_a_key_of_weight_zero",
}
"""For each challenge a property that nothing else makes up for."""


@pytest.mark.parametrize("name", WEAKENED)
def test_a_missing_property_is_exposed(name: str, tmp_path: Path) -> None:
    """Without one of its properties, a challenge accepts known-wrong submissions that named it."""
    folder = tmp_path / "challenges" / name
    shutil.copytree(ROOT / "challenges" / name, folder)
    (tmp_path / "reference").mkdir()
    shutil.copy(ROOT / "reference" / f"{name}.py", tmp_path / "reference")
    tests = folder / f"test_{name}.py"
    tests.write_text(without_function(tests.read_text(), WEAKENED[name]))
    named = [
        path
        for path in sorted(folder.glob("submissions/*/*.py"))
        if WEAKENED[name] in named_catchers(path.read_bytes())
    ]
    assert named
    with Grader(load_challenge(folder)) as grader:
        plan = Plan(explore=False, stop_at_failure=True)
        verdicts = {path.stem: grader.judge(path.read_bytes(), path.name, plan=plan).verdict for path in named}
    assert Verdict.ACCEPTED in verdicts.values(), verdicts


def without_function(source: str, name: str) -> str:
    tree = ast.parse(source)
    tree.body = [node for node in tree.body if getattr(node, "name", "") != name]
    return ast.unparse(tree)


@pytest.mark.parametrize("challenge", CHALLENGES, ids=lambda path: path.name)
def test_enough_known_answers(challenge: Path) -> None:
    """Every challenge has at least 8 accepted and 15 rejected known-answer submissions, each rejected one explained."""
    own = [path for path in SUBMISSIONS if path.parents[2] == challenge]
    accepted = [path for path in own if path.parent.name == "accepted"]
    rejected = [path for path in own if path.parent.name != "accepted"]
    assert len(accepted) >= 8
    assert len(rejected) >= 15
    assert [path for path in rejected if not named_catchers(path.read_bytes())] == []
    assert {path.parent.name for path in own} <= {verdict.value for verdict in Verdict}


@pytest.mark.parametrize("challenge", CHALLENGES, ids=lambda path: path.name)
def test_statement_has_examples(challenge: Path, grader_of: Callable[[Path], Grader]) -> None:
    """Every statement has examples, and they are the first property."""
    assert len(read_spec_examples(challenge / "spec.md")) >= 3
    assert grader_of(challenge).properties[0].described.name == "spec_examples"


@pytest.mark.parametrize("challenge", CHALLENGES, ids=lambda path: path.name)
def test_starter_is_a_start_and_no_more(challenge: Path, grader_of: Callable[[Path], Grader]) -> None:
    """The starter can be judged, and is rejected because nothing is written yet."""
    result = grader_of(challenge).judge((challenge / "starter.py").read_bytes(), "starter.py")
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
def test_guide_answer(path: str, expected: tuple[str, str | None], grader_of: Callable[[Path], Grader]) -> None:
    """The interview guide's own answers get the verdicts that the specification of the challenges gives them."""
    submission = ROOT / "challenges" / path
    result = grader_of(submission.parents[2]).judge(submission.read_bytes(), submission.name)
    verdict, call = expected
    assert result.verdict == verdict
    if call is not None:
        calls = {shown.counterexample.call for shown in result.properties if shown.counterexample is not None}
        assert calls == {call}
