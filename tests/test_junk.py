"""Junk submissions do what they say, and hidden tests that look at answers reject them with the verdicts they are due."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judge.challenge import load_challenge
from judge.grading.grader import Grader
from judge.grading.plan import Plan
from judge.grading.spec_examples import SpecExample, read_spec_examples
from judge.model import Verdict
from judge.package.verify.junk import Junk, make_junk

ROOT = Path(__file__).parents[1]
CHALLENGES = [load_challenge(file.parent) for file in sorted(ROOT.glob("challenges/*/challenge.toml"))]

REFERENCE = '''\
"""Adds up, recursively; keeps what it has seen."""
from __future__ import annotations

_reference = "a name that junk has as well"


def total(numbers: list[int], start: int = 0) -> int:
    return total(numbers[1:], start) + numbers[0] if numbers else start
'''
EXAMPLES = [
    SpecExample("total([1, 2, 3])", "6", 1),
    SpecExample("round(total([], start=-4)) + total([1, 5])", "2", 3),
    SpecExample("numbers = [7]\ntotal(numbers)", "7", 5),
    SpecExample("total(None)", "Traceback (most recent call last):\nTypeError: no numbers", 8),
]


def make(examples: list[SpecExample] = EXAMPLES) -> dict[str, Junk]:
    junk = make_junk(REFERENCE, "total", examples)
    assert len({each.name for each in junk}) == len(junk)
    return {each.name: each for each in junk}


JUNK = make()


def load(name: str) -> Callable[..., Any]:
    """The entry point of a junk submission, loaded into this process."""
    namespace: dict[str, Any] = {"__name__": "submission"}
    exec(compile(JUNK[name].source, name, "exec", dont_inherit=True), namespace)
    return namespace["total"]


class TestNonsense:
    """Junk without the reference does the same whatever it is asked."""

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("returns_none", None),
            ("returns_zero", 0),
            ("returns_true", True),
            ("returns_empty_text", ""),
            ("returns_empty_list", []),
            ("returns_its_argument", [5, 6]),
            ("returns_number_of_arguments", 2),
            ("returns_a_type", tuple),
            ("returns_first_example", 6),
        ],
    )
    def test_returns_this_value(self, name: str, value: object) -> None:
        """It returns the value it is named after, also when called with keywords."""
        assert load(name)([5, 6], 7) == value
        assert load(name)(numbers=[5, 6], start=7) == value

    @pytest.mark.parametrize(
        ("name", "raised"),
        [
            ("raises_exception", "RuntimeError"),
            ("raises_assertion_error", "AssertionError"),
            ("raises_skipped", "Skipped"),
            ("exits", "SystemExit"),
            ("recurses_endlessly", "RecursionError"),
        ],
    )
    def test_raises_this_exception(self, name: str, raised: str) -> None:
        """It raises the exception it is named after."""
        with pytest.raises(BaseException) as caught:  # noqa: PT011  # the class is the submission's own
            load(name)([5])
        assert caught.type.__name__ == raised

    def test_a_generator_does_not_end(self) -> None:
        """The generator yields more than anybody would wait for."""
        generator = load("returns_endless_generator")([5])
        assert [next(generator) for _ in range(10_000)] == [None] * 10_000

    @pytest.mark.parametrize(("name", "base"), [("returns_lying_object", object), ("returns_lying_int", int)])
    def test_a_liar_equals_everything(self, name: str, base: type) -> None:
        """A liar claims the type of the statement's first example, equals everything and differs from nothing."""
        liar = load(name)([5])
        assert type(liar).__bases__ == (base,)
        assert isinstance(liar, int)
        for value in (6, "six", None, [6]):
            assert liar == value
            assert not liar != value  # noqa: SIM202  # the other method is the point

    @pytest.mark.parametrize(
        ("expected", "name"),
        [
            ("[1]", "list"),
            ("{'a': 1}", "dict"),
            ("'a'", "str"),
            ("True", "int"),
            ("None", "list"),
            ("...", "list"),
            ("", "list"),
        ],
    )
    def test_a_liar_claims_the_type_of_the_first_value(self, expected: str, name: str) -> None:
        """The type is that of the first value in the statement, as far as a class can be derived from it."""
        junk = make([SpecExample("total([1])", expected, 1)])
        compile(junk[f"returns_lying_{name}"].source, name, "exec")
        assert ("returns_first_example" in junk) == bool(expected)


class TestHalfTruths:
    """Junk around the reference is right exactly as far as it says."""

    def test_the_answer_is_printed_only(self, capsys: pytest.CaptureFixture[str]) -> None:
        """It prints the right answer and returns nothing."""
        assert load("prints_its_answer")([5, 6]) is None
        assert capsys.readouterr().out == "11\n"

    def test_the_answer_is_wrapped(self) -> None:
        """It returns a list that holds the right answer."""
        assert load("wraps_its_answer")([5, 6]) == [11]

    def test_the_first_answer_is_repeated(self) -> None:
        """It is right once, and then says the same ever after."""
        repeats = load("repeats_its_first_answer")
        assert [repeats([5, 6]), repeats([1]), repeats([])] == [11, 11, 11]

    def test_examples_are_known_by_heart(self) -> None:
        """It knows the calls of the statement whose arguments are written out, also those within expressions."""
        knows = load("knows_examples_by_heart")
        assert [knows([1, 2, 3]), knows([], start=-4), knows([1, 5])] == [6, -4, 6]
        assert [knows([7]), knows([1, 2]), knows([], -4), knows([1, 2, 3.0])] == [None] * 4

    def test_without_examples_there_is_nothing_to_know(self) -> None:
        """A statement whose examples call nothing, or only with computed arguments, leaves nothing to be known."""
        junk = make([SpecExample("total(list(range(3)))", "3", 1), SpecExample("1 + 1", "2", 3)])
        assert "knows_examples_by_heart" not in junk

    @given(st.lists(st.integers()), st.integers())
    def test_arguments_are_cleared(self, numbers: list[int], start: int) -> None:
        """It returns the right answer and leaves the argument empty."""
        expected = sum(numbers) + start
        assert load("clears_its_arguments")(numbers, start=start) == expected
        assert numbers == []

    def test_arguments_that_cannot_be_changed_are_not_cleared(self) -> None:
        """Where the statement's examples have only arguments that cannot be changed, nothing clears them."""
        assert "clears_its_arguments" not in make([SpecExample("total((1, 2), 3)", "6", 1)])
        assert "clears_its_arguments" in make([])

    @pytest.mark.parametrize("limit", [10, 100, 1_000])
    def test_small_inputs_are_right(self, limit: int) -> None:
        """It is right up to a size, counted in elements however they are nested, or in the number itself."""
        small = load(f"right_up_to_size_{limit}")
        assert small([1] * 10) == 10
        assert small([], start=-limit) == -limit
        assert small([], limit + 1) is None
        assert small([], -limit - 0.5) is None
        assert small([1] * 4, limit - 3) is None
        assert small([[0] * limit]) is None
        assert small([{"key": [0] * limit}]) is None
        assert small(["x" * limit]) is None
        assert small([10**9]) == 10**9

    def test_another_name_is_all_that_is_wrong(self) -> None:
        """It is the reference, and nothing has the name that was asked for."""
        namespace: dict[str, Any] = {"__name__": "submission"}
        exec(compile(JUNK["has_another_name"].source, "junk", "exec", dont_inherit=True), namespace)
        assert callable(namespace["total_"])
        assert "total" not in namespace


TESTS = '''\
from hypothesis import given, strategies as st
from judge.testing import assert_arguments_unchanged, assert_type


@given(numbers=st.lists(st.integers(-SIZE, SIZE), max_size=min(SIZE, 20)), start=st.integers(-SIZE, SIZE))
def test_adds_up(solution, numbers, start):
    """Adds up."""
    assert assert_type(assert_arguments_unchanged(solution, numbers, start), int) == sum(numbers, start)
'''


@pytest.fixture
def graders(tmp_path: Path) -> Iterator[Callable[[int], Grader]]:
    """A function that makes a grader whose hidden test has inputs up to a size; all are closed in the end."""
    made: list[Grader] = []

    def make_grader(size: int) -> Grader:
        folder = tmp_path / f"total_{size}"
        folder.mkdir()
        (folder / "challenge.toml").write_text('title = "Add up"\nentry_point = "total"\n')
        (folder / "spec.md").write_text("```\n>>> total([1, 2, 3])\n6\n```\n")
        (folder / "reference.py").write_text(REFERENCE)
        (folder / "test_total.py").write_text(TESTS.replace("SIZE", str(size)))
        made.append(Grader(load_challenge(folder)))
        return made[-1]

    yield make_grader
    for grader in made:
        grader.close()


QUICK = Plan(explore=False, stop_at_failure=True)


class TestVerdicts:
    """Hidden tests judge junk as it says, and accept what they do not look for."""

    def test_good_tests_reject_all_junk(self, graders: Callable[[int], Grader]) -> None:
        """Hidden tests with large inputs reject every junk submission, with a verdict that it expects."""
        grader = graders(10_000)
        verdicts = {
            junk.name: grader.judge(junk.source.encode(), "junk.py", plan=QUICK).verdict for junk in JUNK.values()
        }
        assert {name: verdict for name, verdict in verdicts.items() if verdict not in JUNK[name].expected} == {}
        assert grader.judge(REFERENCE.encode(), "reference.py", plan=QUICK).verdict is Verdict.ACCEPTED

    def test_tests_with_small_inputs_accept_what_is_right_for_small_ones(
        self, graders: Callable[[int], Grader]
    ) -> None:
        """Hidden tests with inputs up to size 50 accept what is right up to 100, and reject what is right up to 10."""
        grader = graders(30)
        for name, verdict in (
            ("right_up_to_size_100", Verdict.ACCEPTED),
            ("right_up_to_size_10", Verdict.WRONG_ANSWER),
        ):
            assert grader.judge(JUNK[name].source.encode(), "junk.py", plan=QUICK).verdict is verdict

    def test_junk_expects_to_be_rejected(self) -> None:
        """No junk expects to be accepted, or blames the judge; what may be accepted nevertheless says when."""
        for junk in JUNK.values():
            assert junk.expected
            assert not junk.expected & {Verdict.ACCEPTED, Verdict.JUDGE_ERROR}
        optional = {junk.name for junk in JUNK.values() if junk.optional}
        assert optional == {"clears_its_arguments", "right_up_to_size_100", "right_up_to_size_1000"}

    @pytest.mark.parametrize("challenge", CHALLENGES, ids=lambda challenge: challenge.name)
    def test_every_shipped_challenge_has_its_junk(self, challenge: Any) -> None:
        """Of every shipped challenge, all kinds of junk can be made, and all of it compiles."""
        examples = read_spec_examples(challenge.folder / "spec.md")
        junk = make_junk(challenge.reference.read_text("utf-8"), challenge.entry_point, examples)
        missing = {name for name in JUNK if "lying" not in name} - {each.name for each in junk}
        assert missing <= {"clears_its_arguments"}
        for each in junk:
            compile(each.source, each.name, "exec", dont_inherit=True)
