"""Replaying recorded examples gives the same grade as having Hypothesis generate them, by the same calls."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from judge.challenge import load_challenge
from judge.grading import session
from judge.grading.grader import Grader
from judge.grading.plan import Plan
from judge.grading.recording import Recording, encode_exactly
from judge.grading.recording_store import RecordingStore
from judge.host.candidate import Candidate
from judge.model import Cause, Grade, Outcome, Runtime, Verdict
from judge.wire import codec
from tests.building import HEADER, REFERENCE, write_challenge

ROOT = Path(__file__).parents[1]
TESTS = '''
@example(n=977)
@settings(max_examples=25)
@given(n=st.integers(0, 1000))
def test_doubles(solution, n):
    """Doubles any number."""
    assume(n % 7 != 3)
    assert solution(n) == 2 * n


class TestLists:
    @settings(max_examples=15)
    @given(numbers=st.lists(st.integers(-5, 5), max_size=5))
    def test_in_a_class(self, solution, numbers):
        """Doubles numbers one by one."""
        for n in numbers:
            assert solution(n) == 2 * n


@settings(max_examples=10)
@given(data=st.data())
def test_draws_while_it_runs(solution, data):
    """Doubles what is drawn on the way."""
    n = data.draw(st.integers(0, 50))
    assert solution(n) == 2 * n


@settings(max_examples=10)
@given(n=st.integers(0, 50))
def test_with_a_note(solution, n):
    """Doubles, and says so."""
    from hypothesis import note
    note("doubling")
    assert solution(n) == 2 * n


@settings(max_examples=10)
@given(n=st.booleans())
def test_of_few_inputs(solution, n):
    """Doubles what counts as one."""
    assert solution(n) == 2 * n
'''
SUBMISSIONS = {
    "right": "def double(n):\n    return 2 * n\n",
    "wrong from 20 on": "def double(n):\n    return 2 * n if n < 20 else 0\n",
    "wrong for the explicit example only": "def double(n):\n    return 0 if n == 977 else 2 * n\n",
    "wrong below zero": "def double(n):\n    return abs(2 * n)\n",
    "wrong at the thirtieth call": "calls = []\ndef double(n):\n    calls.append(n)\n    return 2 * n + (len(calls) == 30)\n",
    "wrong from the thirtieth call on": (
        "calls = []\ndef double(n):\n    calls.append(n)\n    return 2 * n + (len(calls) > 30)\n"
    ),
    "wrong by chance": "import random\ndef double(n):\n    return 2 * n + (random.random() < 0.05)\n",
    "raises for large numbers": "def double(n):\n    if n > 400:\n        raise KeyError(n)\n    return 2 * n\n",
    "dies for large numbers": "import os\ndef double(n):\n    if n > 900:\n        os._exit(1)\n    return 2 * n\n",
    "wrong at a call beyond the first example that fails": (
        "calls = []\ndef double(n):\n    calls.append(n)\n    return 0 if len(calls) in (7, 40) else 2 * n\n"
    ),
    "one list for all answers": "answers = []\ndef double(n):\n    answers.append(2 * n)\n    return answers\n",
    "prints what it is asked": "def double(n):\n    print(n)\n    return 2 * n if n < 700 else None\n",
    "prints too much for large numbers": "def double(n):\n    print('x' * n * n * 10)\n    return 2 * n\n",
    "endless for large numbers": "def double(n):\n    while n > 950:\n        pass\n    return 2 * n\n",
    "out of memory for large numbers": "def double(n):\n    if n > 950:\n        raise MemoryError\n    return 2 * n\n",
    "slow but right": "def double(n):\n    sum(range(20_000))\n    return 2 * n\n",
    "right and then dead": (
        "import os, threading\ncalls = []\ndef double(n):\n    calls.append(n)\n"
        "    if len(calls) > 60:\n        os._exit(3)\n    return 2 * n\n"
    ),
    "wrong type": "def double(n):\n    return str(2 * n)\n",
    "cannot be loaded": "def double(n:\n",
}


PLAIN_TESTS = """
def test_small(solution):
    for n in range(30):
        assert solution(n) == 2 * n


def test_pure(solution):
    for n in range(20):
        assert assert_arguments_unchanged(solution, [n]) == [n, n]


def test_answers_decide_what_is_asked(solution):
    n = 1
    for _ in range(10):
        n = solution(n)
    assert n == 1024
"""


def without_times(grade: Grade) -> Grade:
    def cleaned(outcome: Outcome) -> Outcome:
        shown = outcome.counterexample
        if shown is not None:
            shown = replace(shown, message=re.sub(r"[0-9.]+ s of", "… s of", shown.message))
        return replace(outcome, cpu_seconds=0.0, wall_seconds=0.0, time_limit_share=0.0, counterexample=shown)

    return replace(grade, properties=tuple(map(cleaned, grade.properties)), runtime=Runtime())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    limits = "[limits]\ncpu_seconds_per_call = 0.3\noutput_bytes = 1000000"
    return write_challenge(tmp_path_factory.mktemp("recorded") / "double", TESTS, settings=limits)


@pytest.fixture(scope="module")
def recorded(folder: Path) -> Iterator[Grader]:
    with Grader(load_challenge(folder)) as grader:
        yield grader


@pytest.fixture(scope="module")
def live(folder: Path) -> Iterator[Callable[[bytes, int], Grade]]:
    with Grader(load_challenge(folder)) as grader:

        def judge(source: bytes, seed: int) -> Grade:
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(session, "record", lambda *_: None)
                patch.setattr(Grader, "_foresee", lambda *_: None)
                return grader.judge(source, "submission.py", seed=seed)

        yield judge


@pytest.mark.parametrize(("name", "seed"), [(name, number % 2) for number, name in enumerate(SUBMISSIONS)])
def test_same_grade_recorded_and_live(
    recorded: Grader, live: Callable[[bytes, int], Grade], name: str, seed: int
) -> None:
    """Verdicts, numbers of examples and counterexamples are the same, also for submissions that count calls or toss coins."""
    source = SUBMISSIONS[name].encode()
    ours = recorded.judge(source, "submission.py", seed=seed)
    assert without_times(ours) == without_times(live(source, seed))
    # Whatever was judged in between, and however often, makes no difference; nor that calls are foreseen by now.
    assert without_times(recorded.judge(source, "submission.py", seed=seed)) == without_times(ours)


def test_recorded_where_possible(recorded: Grader) -> None:
    """Tests with plain inputs are recorded; those that draw while they run, or tell Hypothesis something, are not."""
    recorded.judge(SUBMISSIONS["right"].encode(), "submission.py")
    kept = recorded.recordings(0)
    assert {name for name, recording in kept.items() if recording is None} == {
        "test_draws_while_it_runs",
        "test_with_a_note",
    }
    assert {name for name, recording in kept.items() if recording is not None} == {
        "test_doubles",
        "TestLists::test_in_a_class",
        "test_of_few_inputs",
    }
    few = kept["test_of_few_inputs"]
    assert few is not None
    assert (few.exhausted, len(few.examples)) == (True, 2)


def test_accepted_without_hypothesis(recorded: Grader, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once there is a recording, an accepted submission has nothing generated."""
    only = Plan(only=frozenset({"test_doubles", "TestLists::test_in_a_class"}))
    recorded.judge(SUBMISSIONS["right"].encode(), "submission.py", plan=only)
    monkeypatch.setattr("judge.grading.hypothesis_engine.HypothesisTest.run", None)
    assert recorded.judge(SUBMISSIONS["right"].encode(), "submission.py", plan=only).verdict is Verdict.ACCEPTED


def test_first_failing_example_only(recorded: Grader) -> None:
    """A plan that does not explore takes the first failing example as it is, and stops at the first failing property."""
    plan = Plan(explore=False, stop_at_failure=True)
    result = recorded.judge(SUBMISSIONS["wrong from 20 on"].encode(), "submission.py", plan=plan)
    assert [outcome.verdict for outcome in result.properties] == [Verdict.WRONG_ANSWER]
    assert result.properties[0].examples == 1  # the explicit one
    assert result.properties[0].counterexample is not None
    assert result.properties[0].counterexample.call == "double(977)"


def test_reference_that_fails_is_found_live(tmp_path: Path) -> None:
    """A property that the reference fails has no recording, and the judge error says what it always said."""
    tests = "@given(n=st.integers(0, 99))\ndef test_odd(solution, n):\n    assert solution(n) != 8\n"
    with Grader(load_challenge(write_challenge(tmp_path / "double", tests))) as grader:
        result = grader.judge(REFERENCE.encode(), "submission.py")
        assert (result.verdict, result.cause) == (Verdict.JUDGE_ERROR, Cause.REFERENCE_FAILS)
        assert grader.recordings(0) == {"test_odd": None}


def test_fixtures_and_the_reference_are_new_for_each_submission(tmp_path: Path) -> None:
    """What fixtures made, and what the reference remembers, ends with the submission it was made for."""
    tests = """
    @pytest.fixture(scope="session")
    def seen():
        return []


    def test_new(solution, reference, seen):
        seen.append(reference(1))
        assert seen == [solution(1)]


    def test_kept(solution, reference, seen):
        seen.append(reference(1))
        assert seen == [solution(1), 4]
    """
    reference = "calls = []\ndef double(n):\n    calls.append(n)\n    return 2 * n * len(calls)\n"
    folder = write_challenge(tmp_path / "double", tests, reference=reference)
    with Grader(load_challenge(folder)) as grader:
        verdicts = [grader.judge(reference.encode(), "submission.py").verdict for _ in range(2)]
    assert verdicts[0] is verdicts[1]


def test_challenges_side_by_side(tmp_path: Path) -> None:
    """Two warm graders whose files have the same names do not meet."""
    graders = []
    for factor in (2, 5):
        tests = "def test_factor(solution):\n    from helper import FACTOR\n    assert solution(3) == 3 * FACTOR\n"
        reference = f"def double(n):\n    return {factor} * n\n"
        folder = write_challenge(tmp_path / str(factor) / "double", tests, reference=reference)
        (folder / "helper.py").write_text(f"FACTOR = {factor}\n")
        (folder / "conftest.py").write_text("import os, sys\nsys.path.insert(0, os.path.dirname(__file__))\n")
        graders.append(Grader(load_challenge(folder)))
    found = [grader.judge(REFERENCE.encode(), "submission.py").verdict for grader in (*graders, *graders)]
    for grader in graders:
        grader.close()
    assert found == [Verdict.ACCEPTED, Verdict.WRONG_ANSWER] * 2


EXACT = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary() | st.complex_numbers(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.integers(), inner) | st.tuples(inner, inner),
    max_leaves=10,
)


@given(value=EXACT)
def test_plain_data_is_recorded_exactly(exact: Callable[[object], object], value: object) -> None:
    """Whatever is encoded comes back the same, bit by bit and type by type."""
    encoded = encode_exactly({"value": value})
    if encoded is not None:  # the same object twice is none that can be recorded
        assert exact(codec.decode(encoded)["value"]) == exact(value)


class Subclass(int):
    """An int that is not exactly one."""


SHARED: list[int] = []


@pytest.mark.parametrize(
    "value",
    [Subclass(3), object(), iter([]), [SHARED, SHARED], lambda: 0, np.zeros((3, 3)).T[1:], range(3), math],
    ids=lambda value: type(value).__name__,
)
def test_what_would_come_back_different_is_not_recorded(value: object) -> None:
    """Instances of subclasses, objects, aliases and views are left to live runs."""
    assert encode_exactly({"value": value}) is None


KEPT = {
    "test_a": Recording(b"\x01\x00\x01", (b"one", b"two"), exhausted=False),
    "test_b": None,
}


def test_store_gives_back_what_was_saved(tmp_path: Path) -> None:
    """Recordings are kept for the challenge's digest and the seed, and for no other."""
    RecordingStore("digest", tmp_path).save(3, KEPT)
    assert RecordingStore("digest", tmp_path).load(3) == KEPT
    assert RecordingStore("digest", tmp_path).load(4) == {}
    assert RecordingStore("other", tmp_path).load(3) == {}


@pytest.mark.parametrize("damage", ["cut", "flipped", "emptied", "foreign", "folder"])
def test_store_ignores_what_it_did_not_write(tmp_path: Path, damage: str) -> None:
    """A file that is cut, altered, empty or not ours counts as none, and is written anew."""
    store = RecordingStore("digest", tmp_path)
    store.save(3, KEPT)
    (path,) = (tmp_path / "recordings").iterdir()
    content = path.read_bytes()
    if damage == "folder":
        path.unlink()
        path.mkdir()
    else:
        flipped = content[:-1] + bytes([content[-1] ^ 1])
        path.write_bytes({"cut": content[:-5], "flipped": flipped, "emptied": b"", "foreign": b"\x80\x04."}[damage])
    assert store.load(3) == {}
    store.save(3, KEPT)
    assert store.load(3) == ({} if damage == "folder" else KEPT)


def test_store_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was not used for the longest time goes first."""
    monkeypatch.setattr("judge.grading.recording_store.FOLDER_BYTES", 1_000)
    store = RecordingStore("digest", tmp_path)
    for seed in range(20):
        store.save(seed, {"test": Recording(b"\x01", (b"x" * 100,), exhausted=False)})
    sizes = [path.stat().st_size for path in (tmp_path / "recordings").iterdir()]
    assert 0 < sum(sizes) <= 1_000
    assert store.load(19) != {}
    assert store.load(0) == {}


def test_store_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    """A missing, full or read-only cache folder costs time and nothing else."""
    (tmp_path / "recordings").write_text("a file where a folder should be")
    store = RecordingStore("digest", tmp_path)
    store.save(0, KEPT)
    assert store.load(0) == {}


def test_grader_uses_what_an_earlier_one_recorded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second run generates nothing, and gives the same grade."""
    folder = write_challenge(tmp_path / "double", HEADER + TESTS)
    challenge = load_challenge(folder)
    grades = []
    for _ in range(2):
        with Grader(challenge, store=RecordingStore(challenge.digest, tmp_path)) as grader:
            grades.append(without_times(grader.judge(REFERENCE.encode(), "submission.py")))
        monkeypatch.setattr(session, "record", None)
    assert grades[0] == grades[1]


SUBMISSIONS_FOR_PLAIN_TESTS = {
    "right": "def double(n):\n    return n + n\n",
    "adds something once": "seen = []\ndef double(n):\n    seen.append(n)\n    return n + n if len(seen) != 25 else 0\n",
    "changes its argument": "def double(n):\n    n += n\n    return n\n",
    "changes its argument later": (
        "seen = []\ndef double(n):\n    seen.append(n)\n    if len(seen) == 45:\n        n.clear()\n    return n + n\n"
    ),
    "answers otherwise than the reference": "def double(n):\n    return n * 2 if n != 8 else 17\n",
}


@pytest.mark.parametrize("name", SUBMISSIONS_FOR_PLAIN_TESTS)
def test_same_grade_whether_calls_are_foreseen_or_not(tmp_path: Path, name: str) -> None:
    """Calls made ahead are taken back where the test does not make them after all."""
    reference = SUBMISSIONS_FOR_PLAIN_TESTS["right"]
    challenge = load_challenge(write_challenge(tmp_path / "double", PLAIN_TESTS, reference=reference))
    source = SUBMISSIONS_FOR_PLAIN_TESTS[name].encode()
    with Grader(challenge) as grader:
        first = grader.judge(source, "submission.py")  # asked one by one
        with pytest.MonkeyPatch.context() as patch:
            asked: list[str] = []
            foresee = Candidate.foresee
            patch.setattr(Candidate, "foresee", lambda *args: (asked.append("ahead"), foresee(*args))[1])
            second = grader.judge(source, "submission.py")
        assert asked
        assert without_times(first) == without_times(second)
