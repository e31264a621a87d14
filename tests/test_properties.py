"""How one property is run: counterexamples are small, bounded in what they cost, and confirmed by the reference."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from judge import Cause, Verdict, grade
from tests.building import DOUBLES, REFERENCE, judge_source, only, verdicts, write_submission

EXAMPLE_FAILS_FIRST = "@example(n=900)\n" + DOUBLES
INTERACTIVE = """\
@settings(max_examples=20)
@given(data=st.data())
def test_doubles(solution, data):
    n = data.draw(st.integers(0, 1000))
    assert solution(n) == 2 * n
"""
WRONG_ABOVE_17 = {
    "returns": ("return 0", "wrong_answer/wrong_value"),
    "returns another type": ("return 'no'", "wrong_answer/wrong_type"),
    "raises": ("raise ValueError(n)", "runtime_error/exception"),
    "exits": ("import os; os._exit(3)", "runtime_error/exit"),
    "is killed": ("import os; os.kill(os.getpid(), 9)", "runtime_error/signal"),
}


@pytest.mark.parametrize("failure", WRONG_ABOVE_17)
@pytest.mark.parametrize("tests", [DOUBLES, EXAMPLE_FAILS_FIRST, INTERACTIVE], ids=["plain", "example", "interactive"])
def test_counterexamples_are_shrunk(tmp_path: Path, failure: str, tests: str) -> None:
    """A submission that fails for n > 17 is shown double(18), also after an explicit example, and where it crashes."""
    statement, verdict = WRONG_ABOVE_17[failure]
    source = f"def double(n):\n    if n > 17:\n        {statement}\n    return 2 * n\n"
    result = judge_source(tmp_path, source, tests)
    assert verdicts(result) == [verdict]
    assert only(result).counterexample.call == "double(18)"


def test_explicit_example_is_kept_where_nothing_smaller_fails(tmp_path: Path) -> None:
    """An explicit example that alone fails is the counterexample."""
    source = "def double(n):\n    return 2 * n if n != 900 else 0\n"
    assert only(judge_source(tmp_path, source, EXAMPLE_FAILS_FIRST)).counterexample.call == "double(900)"


def test_shrinking_stays_with_the_first_kind_of_failure(tmp_path: Path) -> None:
    """The first failing example decides verdict and cause; smaller ones that fail in another way are passed over."""
    source = """\
        def double(n):
            if n > 500:
                raise ValueError(n)
            return 2 * n if n < 18 else 0
    """
    result = judge_source(tmp_path, source, EXAMPLE_FAILS_FIRST)
    assert verdicts(result) == ["runtime_error/exception"]
    assert only(result).counterexample.call == "double(501)"


def test_limits_met_while_shrinking_do_not_change_the_verdict(tmp_path: Path) -> None:
    """A wrong answer that becomes an endless loop for smaller input is still a wrong answer."""
    source = """\
        def double(n):
            while n < 300:
                pass
            return 0
    """
    tests = DOUBLES.replace("st.integers(0, 1000)", "st.sampled_from([1000, 900, 300, 10])")
    result = judge_source(
        tmp_path, source, f"@example(n=800)\n{tests}", settings="[limits]\ncpu_seconds_per_call = 0.05\n"
    )
    assert verdicts(result) == ["wrong_answer/wrong_value"]


@pytest.mark.parametrize("source", ["while True: pass", "print('x' * 10_000)", "return [0] * 10 ** 10"])
def test_limits_are_not_shrunk(tmp_path: Path, source: str) -> None:
    """The first example that exceeds a limit is the counterexample: every attempt at a smaller one would cost as much."""
    limits = "[limits]\ncpu_seconds_per_call = 0.05\noutput_bytes = 1_000\n"
    submission = f"calls = []\ndef double(n):\n    if n > 17:\n        {source}\n    return 2 * n\n"
    result = judge_source(tmp_path, submission, EXAMPLE_FAILS_FIRST, settings=limits)
    assert only(result).counterexample.call == "double(900)"
    assert only(result).examples == 1


def test_restarts_while_shrinking_are_bounded(tmp_path: Path) -> None:
    """A submission that kills its worker on every call costs a bounded number of workers."""
    source = "import os\nprint('start')\ndef double(values):\n    os._exit(0)\n"
    tests = """\
        @settings(max_examples=20)
        @given(values=st.lists(st.floats(), min_size=20))
        def test_doubles(solution, values):
            assert solution(values) == values + values
    """
    result = judge_source(tmp_path, source, tests)
    assert verdicts(result) == ["runtime_error/exit"]
    assert 1 < result.output.stdout.count("start") < 70


def test_examples_while_shrinking_are_bounded(tmp_path: Path) -> None:
    """However much there is to shrink, the number of calls for it is bounded, and shrinking is not counted as examples."""
    source = "def double(values):\n    print('c')\n    return sorted(values) if len(set(values)) < 25 else 0\n"
    tests = """\
        @settings(max_examples=20)
        @given(values=st.lists(st.floats(allow_nan=False), min_size=60, unique=True))
        def test_sorts(solution, values):
            assert solution(values) == sorted(values)
    """
    result = judge_source(tmp_path, source, tests, reference="def double(values):\n    return sorted(values)\n")
    assert verdicts(result) == ["wrong_answer/wrong_type"]
    assert only(result).examples == 1
    assert 1 < result.output.stdout.count("c") <= 1_100


WRONG_ONCE_PER_INPUT = """\
seen = set()
def double(n):
    first = n > 5 and n not in seen
    seen.add(n)
    return 1 if first else 2 * n
"""
RAISES_ONCE = """\
calls = []
def double(n):
    calls.append(n)
    if len(calls) == 5:
        raise ValueError("fifth")
    return 2 * n
"""


@pytest.mark.parametrize(
    ("source", "answers"),
    [
        (WRONG_ONCE_PER_INPUT, "first it returned 1, then it returned {twice}"),
        (RAISES_ONCE, "first it raised ValueError: fifth, then it returned"),
    ],
    ids=["wrong the first time", "raises once"],
)
def test_different_answers_are_told(tmp_path: Path, source: str, answers: str) -> None:
    """Where the failing call is answered differently on replay, both answers are in the message."""
    result = judge_source(tmp_path, source)
    assert verdicts(result) == ["wrong_answer/different_answers"]
    shown = only(result).counterexample
    twice = 2 * int(shown.call.removeprefix("double(").removesuffix(")"))
    assert answers.format(twice=twice) in shown.message


def test_random_answers_are_wrong(tmp_path: Path) -> None:
    """A submission that answers at random has a wrong answer, never a fault of the judge."""
    result = judge_source(tmp_path, "import random\ndef double(n):\n    return random.random()\n")
    assert result.verdict is Verdict.WRONG_ANSWER


def test_right_only_the_first_time_is_wrong(tmp_path: Path) -> None:
    """A submission that answers the first call right and all others wrong is a wrong answer like any."""
    source = "calls = []\ndef double(n):\n    calls.append(n)\n    return 2 * n if len(calls) == 1 else 3 * n\n"
    result = judge_source(tmp_path, source)
    assert verdicts(result) == ["wrong_answer/wrong_value"]
    assert only(result).counterexample.call == "double(1)"


def test_crash_that_happens_once_is_told(tmp_path: Path) -> None:
    """A process that exits once and answers on replay gave different answers."""
    flag = tmp_path / "flag"
    flag.touch()
    tmp_path.chmod(0o777)
    source = f"""\
        import os
        def double(n):
            if n > 5 and os.path.exists({str(flag)!r}):
                os.unlink({str(flag)!r})
                os._exit(1)
            return 2 * n
    """
    result = judge_source(tmp_path, source)
    if flag.exists():  # the worker's isolation keeps it from there
        assert result.verdict in {Verdict.ACCEPTED, Verdict.RUNTIME_ERROR}
    else:
        assert only(result).cause is Cause.DIFFERENT_ANSWERS
        assert "first its process exited with status 1, then it returned" in only(result).counterexample.message


@pytest.mark.parametrize(
    ("tests", "examples"),
    [
        (DOUBLES, 20),
        ("@example(n=1)\n@example(n=2)\n" + DOUBLES, 22),
        (DOUBLES.replace("st.integers(0, 1000)", "st.booleans()"), 2),
        (DOUBLES.replace("st.integers(0, 1000)", "st.just(3)"), 1),
        (DOUBLES.replace("    assert", "    assume(n % 2)\n    assert"), 20),
        ("def test_doubles(solution):\n    assert solution(1) == 2\n", 1),
    ],
)
def test_examples_are_counted(tmp_path: Path, tests: str, examples: int) -> None:
    """An accepted property ran its number of valid examples, explicit ones besides, or all there are."""
    result = judge_source(tmp_path, REFERENCE, tests)
    assert (result.verdict, only(result).examples) == (Verdict.ACCEPTED, examples)


@pytest.mark.parametrize(
    "settings",
    [
        "phases=[Phase.explicit]",
        "phases=[]",
        "derandomize=True",
        "deadline=0.001",
        "verbosity=Verbosity.debug",
        "report_multiple_bugs=True",
        "suppress_health_check=list(HealthCheck)",
    ],
)
def test_settings_other_than_the_number_of_examples_do_not_weaken_a_property(tmp_path: Path, settings: str) -> None:
    """Whatever settings a hidden test has, it generates its examples and shrinks what fails."""
    tests = "from hypothesis import HealthCheck, Phase, Verbosity\n" + DOUBLES.replace(
        "max_examples=20", f"max_examples=20, {settings}"
    )
    assert only(judge_source(tmp_path / "right", REFERENCE, tests)).examples == 20
    wrong = judge_source(tmp_path / "wrong", "def double(n):\n    return 2 * n if n < 18 else 0\n", tests)
    assert only(wrong).counterexample.call == "double(18)"


def test_expected_value_stands_beside_the_returned_one(tmp_path: Path) -> None:
    """Of a failed comparison, the side that is not the returned value is what was expected."""
    tests = """\
        def test_left(solution):
            assert solution(8) == 16
        def test_right(solution):
            assert 16 == solution(8)
        def test_message(solution):
            assert solution(8) == 16, "twice eight"
        def test_derived(solution):
            assert len(str(solution(8))) == 2
        def test_order(solution):
            assert solution(8) > 8
        def test_truth(solution):
            assert solution(8)
        def test_fail(solution):
            if solution(8) != 16:
                pytest.fail("not twice")
        def test_own_exception(solution):
            if solution(8) != 16:
                raise LookupError("not twice")
        def test_reraised(solution):
            solution(2)
    """
    source = "def double(n):\n    if n == 2:\n        raise KeyError(n)\n    return 0\n"
    result = judge_source(tmp_path, source, tests)
    messages = {outcome.name: outcome.counterexample.message for outcome in result.properties}
    assert messages["test_left"] == messages["test_right"] == "expected 16"
    assert messages["test_derived"] == "1 == 2 does not hold"
    assert messages["test_message"] == "twice eight: expected 16"
    assert messages["test_order"] == "0 > 8 does not hold"
    assert "double(8)" in messages["test_truth"]
    assert messages["test_fail"] == "not twice"
    assert messages["test_own_exception"] == "the returned value cannot be used: LookupError: not twice"
    assert messages["test_reraised"] == "no exception is expected here"
    assert {outcome.counterexample.returned for outcome in result.properties} == {"0", None}


def test_counterexample_is_the_call_that_raised(tmp_path: Path) -> None:
    """Where a test keeps an exception and raises it after further calls, the call that raised it is shown."""
    tests = """\
        def test_later(solution):
            kept = None
            try:
                solution(1)
            except ValueError as error:
                kept = error
            solution(2)
            if kept:
                raise kept
    """
    source = "def double(n):\n    if n == 1:\n        raise ValueError('one')\n    return 2 * n\n"
    result = judge_source(tmp_path, source, tests)
    assert verdicts(result) == ["runtime_error/exception"]
    assert (only(result).counterexample.call, only(result).counterexample.raised) == ("double(1)", "ValueError: one")


def test_large_values_are_compared_and_shown_in_little_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A failed comparison of a million elements takes no explanation of pytest's, also where CI asks for full ones."""
    monkeypatch.setenv("CI", "1")
    source = "def double(n):\n    return list(range(n + 1))\n"
    tests = "def test_large(solution):\n    assert solution(1_000_000) == list(range(1_000_000))\n"
    begin = time.monotonic()
    result = judge_source(tmp_path, source, tests, reference="def double(n):\n    return list(range(n))\n")
    assert time.monotonic() - begin < 10
    assert verdicts(result) == ["wrong_answer/wrong_value"]
    assert len(only(result).counterexample.returned) < 3_000
    assert len(only(result).counterexample.message) < 3_000


def test_values_that_cannot_be_compared_are_the_submission_s(tmp_path: Path) -> None:
    """Where the test stumbles over the returned value and not over the reference's, that is a wrong answer."""
    tests = """\
        def test_length(solution):
            assert len(solution(1)) == 2
        def test_attribute(solution):
            assert solution(1).index(1) == 0
        def test_array(solution):
            assert solution(2) == [1, 1]
    """
    source = "import numpy\ndef double(n):\n    return numpy.array([1, 1]) if n == 2 else 3\n"
    result = judge_source(tmp_path, source, tests, reference="def double(n):\n    return [1, 1]\n")
    assert verdicts(result) == ["wrong_answer/wrong_type", "wrong_answer/wrong_type", "wrong_answer/wrong_value"]
    assert "TypeError" in result.properties[0].counterexample.message
    assert "truth value" in result.properties[2].counterexample.message


def test_shipped_challenge_shows_its_smallest_counterexample(tmp_path: Path) -> None:
    """A prime sieve that takes 49 for a prime is shown the first N from which that shows."""
    source = """\
        def prime_numbers(N):
            return [n for n in range(2, N + 1) if all(n % p for p in (2, 3, 5) if p < n)]
    """
    submission = write_submission(tmp_path, source)
    result = grade(Path(__file__).parents[1] / "challenges" / "primes", submission)
    assert result.verdict is Verdict.WRONG_ANSWER
    failing = next(outcome for outcome in result.properties if outcome.verdict is not Verdict.ACCEPTED)
    assert failing.counterexample.call == "prime_numbers(49)"
