"""Verdicts rest on positive evidence, and `grade()` is a good guest in the process that calls it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import warnings
from pathlib import Path

import hypothesis
import pytest
from hypothesis import HealthCheck
from hypothesis import strategies as st

from judge import Cause, ChallengeError, UsageError, Verdict, grade
from judge.report.json import result_object
from tests.building import DOUBLES, HEADER, REFERENCE, judge_source, only, verdicts, write_challenge, write_submission

PLAIN = '''\
def test_two(solution):
    """Doubles two."""
    assert solution(2) == 4
'''
WRONG = "def double(n):\n    return 0\n"
ROOT = Path(__file__).parents[1]
BYTECODE_SETTINGS = {"PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX"}

CHALLENGE_AT_FAULT = {
    "skipped by a mark": ("@pytest.mark.skip\n" + PLAIN, "Skipped"),
    "skipped by a condition": ("@pytest.mark.skipif(True, reason='tired')\n" + PLAIN, "tired"),
    "skips itself after a call": ("def test_two(solution):\n    solution(2)\n    pytest.skip('tired')\n", "tired"),
    "skips itself as unittest does": (
        "import unittest\ndef test_two(solution):\n    solution(2)\n    raise unittest.SkipTest('tired')\n",
        "tired",
    ),
    "skipped by a fixture": (
        "@pytest.fixture\ndef tired():\n    pytest.skip('tired')\n" + PLAIN.replace("solution)", "solution, tired)"),
        "tired",
    ),
    "fixture fails": (
        "@pytest.fixture\ndef broken():\n    1 / 0\n" + PLAIN.replace("solution)", "solution, broken)"),
        "ZeroDivisionError",
    ),
    "fixture fails afterwards": (
        "@pytest.fixture\ndef broken():\n    yield\n    1 / 0\n" + PLAIN.replace("solution)", "solution, broken)"),
        "ZeroDivisionError",
    ),
    "fixture ends the interpreter": (
        "@pytest.fixture\ndef broken():\n    raise SystemExit(0)\n" + PLAIN.replace("solution)", "solution, broken)"),
        "SystemExit",
    ),
    "fixture calls the solution": (
        "@pytest.fixture\ndef four(solution):\n    return solution(2)\n"
        + PLAIN.replace("solution)", "solution, four)"),
        "call the solution in the test itself",
    ),
    "catches what fails, as a subtest": (
        "def test_two(solution, subtests):\n    with subtests.test():\n        assert solution(2) == 4\n",
        "no fixture 'subtests'",
    ),
    "reports that a part of it fails, as plug-ins do": (
        PLAIN.replace("solution)", "solution, request)")
        + "    part = pytest.CallInfo.from_call(lambda: 1 / 0, 'call')\n"
        + "    request.node.ihook.pytest_runtest_makereport(item=request.node, call=part)\n",
        "division by zero",
    ),
    "no such fixture": (PLAIN.replace("solution)", "solution, nosuch)"), "no fixture 'nosuch'"),
    "xfail mark": ("@pytest.mark.xfail\n" + PLAIN, "xfail"),
    "xfail mark without running": ("@pytest.mark.xfail(run=False)\n" + PLAIN, "NOTRUN"),
    "xfails itself": ("def test_two(solution):\n    solution(2)\n    pytest.xfail('known')\n", "known"),
    "never calls": ("def test_two(solution):\n    assert True\n", "never called the solution"),
    "never calls in any example": (
        "@settings(max_examples=5)\n@given(n=st.integers())\ndef test_two(solution, n):\n    assert n == n\n",
        "never called the solution",
    ),
    "rejects everything": (
        "@given(n=st.integers())\ndef test_two(solution, n):\n    assume(False)\n",
        "0 inputs were generated",
    ),
    "filters everything": (
        "@given(n=st.integers().filter(lambda n: False))\ndef test_two(solution, n):\n    solution(n)\n",
        "filter",
    ),
    "rejects an explicit example": (
        DOUBLES.replace("    assert", "    assume(n < 2_000)\n    assert").replace(
            "@given", "@example(n=2_000)\n@given"
        ),
        "only 20 of 21 examples",
    ),
    "rejects after a call": (
        "@given(n=st.integers())\ndef test_two(solution, n):\n    assume(solution(n) > 10)\n",
        "rejects an input after it called the solution",
    ),
    "undefined name": ("def test_two(solution):\n    assert solution(2) == nosuch\n", "name 'nosuch' is not defined"),
    "undefined name before any call": ("def test_two(solution):\n    nosuch\n", "before it calls the solution"),
    "wrong arguments of given": (
        "@given(m=st.integers())\ndef test_two(solution, n):\n    assert solution(n) == 2 * n\n",
        "InvalidArgument",
    ),
    "impossible strategy": (
        "@given(n=st.integers(5, 1))\ndef test_two(solution, n):\n    assert solution(n) == 2 * n\n",
        "max_value=1 < min_value=5",
    ),
    "coroutine": ("async def test_two(solution):\n    assert solution(2) == 4\n", "async"),
    "reference fails too": ("def test_two(solution):\n    assert solution(2) == 5\n", "4 == 5 does not hold"),
    "exits": ("def test_two(solution):\n    solution(2)\n    raise SystemExit(0)\n", "SystemExit"),
    "ends the run in the test": ("def test_two(solution):\n    solution(2)\n    pytest.exit('bye', 0)\n", "bye"),
}
INVALID_CHALLENGE = {
    "import error": ("import nosuchmodule\n" + PLAIN, "No module named 'nosuchmodule'"),
    "syntax error": ("def test_two(solution:\n    pass\n", "SyntaxError"),
    "skips its module": ("pytest.skip('tired', allow_module_level=True)\n" + PLAIN, "skips itself"),
    "needs a module that is not there": ("pytest.importorskip('nosuchmodule')\n" + PLAIN, "skips itself"),
    "no test function": ("def check_two(solution):\n    assert solution(2) == 4\n", "no test function"),
    "exits when imported": ("raise SystemExit(0)\n" + PLAIN, "SystemExit"),
    "ends the run when imported": ("pytest.exit('bye', 0)\n" + PLAIN, "bye"),
    "ends the run in a fixture": (
        "@pytest.fixture\ndef bye():\n    pytest.exit('bye', 0)\n" + PLAIN.replace("solution)", "solution, bye)"),
        "bye",
    ),
    "a unittest class": (
        "import unittest\nclass TestTwo(unittest.TestCase):\n    def test_two(self):\n        pass\n",
        "write a plain test function",
    ),
    "a generator": ("def test_two(solution):\n    yield solution(2)\n", "yield"),
    "impossible settings": ("@settings(max_examples=-1)\n@given(n=st.integers())\n" + PLAIN, "max_examples=-1"),
    "points without a number": ("@pytest.mark.points\n" + PLAIN, "points needs exactly one value"),
    "points by keyword": ("@pytest.mark.points(n=2)\n" + PLAIN, "points needs exactly one value"),
    "points of text": ("@pytest.mark.points('two')\n" + PLAIN, "points('two') needs a number"),
    "points below zero": ("@pytest.mark.points(-1)\n" + PLAIN, "points(-1) needs a number"),
    "points of nan": ("@pytest.mark.points(float('nan'))\n" + PLAIN, "points(nan) needs a number"),
    "unknown feedback": ("@pytest.mark.feedback('all')\n" + PLAIN, "'counterexample'"),
    "feedback of a list": ("@pytest.mark.feedback(['verdict'])\n" + PLAIN, "'counterexample'"),
    "unknown mark": ("@pytest.mark.pionts(2)\n" + PLAIN, "pionts"),
}


@pytest.mark.parametrize("case", CHALLENGE_AT_FAULT)
def test_fault_of_a_hidden_test_is_not_accepted(tmp_path: Path, case: str) -> None:
    """Where a hidden test did not do its work, the verdict on a right submission is judge_error and says why."""
    tests, reason = CHALLENGE_AT_FAULT[case]
    result = judge_source(tmp_path, REFERENCE, tests)
    assert result.verdict is Verdict.JUDGE_ERROR
    assert reason in result.message
    assert result.score == 0


@pytest.mark.parametrize(
    "case",
    [
        "skips itself after a call",
        "xfails itself",
        "rejects after a call",
        "undefined name",
        "reference fails too",
        "exits",
    ],
)
def test_fault_of_a_hidden_test_is_not_the_submission_s(tmp_path: Path, case: str) -> None:
    """Neither is it counted against a wrong one."""
    tests, reason = CHALLENGE_AT_FAULT[case]
    result = judge_source(tmp_path, WRONG, tests)
    assert result.verdict is Verdict.JUDGE_ERROR
    assert reason in result.message


def test_failure_stands_although_a_fixture_fails_afterwards(tmp_path: Path) -> None:
    """What was found before the test's teardown failed stays found."""
    result = judge_source(tmp_path, WRONG, CHALLENGE_AT_FAULT["fixture fails afterwards"][0])
    assert verdicts(result) == ["wrong_answer/wrong_value"]


@pytest.mark.parametrize("case", INVALID_CHALLENGE)
def test_hidden_tests_that_cannot_be_run_make_the_challenge_invalid(tmp_path: Path, case: str) -> None:
    """Tests that cannot be collected, or would be lost on the way, are an error in one line that names the file's folder."""
    tests, reason = INVALID_CHALLENGE[case]
    with pytest.raises(ChallengeError) as raised:
        judge_source(tmp_path, REFERENCE, tests)
    assert reason in str(raised.value)
    assert str(tmp_path / "double") in str(raised.value)


DESELECTING = """\
def pytest_collection_modifyitems(config, items):
    config.hook.pytest_deselected(items=items[1:])
    del items[1:]
"""


@pytest.mark.parametrize(
    ("hook", "reason"),
    [
        ("def pytest_collection_modifyitems(items):\n    items[:] = items[:1]\n", "test_two was taken out"),
        (DESELECTING, "test_two was taken out"),
        ("import nosuchmodule\n", "No module named 'nosuchmodule'"),
        ("raise SystemExit(0)\n", "SystemExit"),
        ("def pytest_configure():\n    raise RuntimeError('conftest is broken')\n", "conftest is broken"),
    ],
)
def test_conftest_cannot_lose_properties(tmp_path: Path, hook: str, reason: str) -> None:
    """A conftest.py that removes tests, or does not load, makes the challenge invalid."""
    folder = write_challenge(tmp_path / "double", DOUBLES + PLAIN)
    (folder / "conftest.py").write_text(hook)
    with pytest.raises(ChallengeError, match=reason):
        grade(folder, write_submission(tmp_path, REFERENCE))


def test_every_test_file_holds_a_property(tmp_path: Path) -> None:
    """A second test file without tests is an error, although the first has some."""
    folder = write_challenge(tmp_path / "double")
    (folder / "test_more.py").write_text("def check(solution):\n    pass\n")
    with pytest.raises(ChallengeError, match=r"test_more\.py: there is no test function"):
        grade(folder, write_submission(tmp_path, REFERENCE))


def test_properties_of_several_files_are_told_apart(tmp_path: Path) -> None:
    """Tests of the same name in two files are two properties, in alphabetical order of the files."""
    folder = write_challenge(tmp_path / "double", PLAIN)
    (folder / "test_again.py").write_text(PLAIN)
    result = grade(folder, write_submission(tmp_path, REFERENCE))
    assert [outcome.name for outcome in result.properties] == ["test_again.py::test_two", "test_double.py::test_two"]


@pytest.mark.parametrize(
    ("reference", "reason"),
    [
        ("raise SystemExit(0)\n", "cannot be imported: SystemExit"),
        ("def double(:\n", "cannot be imported: SyntaxError"),
        ("import nosuchmodule\n", "cannot be imported: ModuleNotFoundError"),
        ("def dobule(n):\n    return 2 * n\n", "has no function double"),
        ("double = 3\n", "has no function double"),
    ],
)
def test_broken_reference_makes_the_challenge_invalid(tmp_path: Path, reference: str, reason: str) -> None:
    """A reference that does not load, or lacks the entry point, is the challenge's error."""
    with pytest.raises(ChallengeError, match=reason):
        judge_source(tmp_path, REFERENCE, reference=reference)


def test_what_a_reference_prints_stays_out_of_the_way(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Prints of a reference, and of hidden tests, reach neither output."""
    tests = "print('importing')\n" + PLAIN.replace("assert", "print('testing')\n    assert")
    judge_source(tmp_path, REFERENCE, tests, reference="print('reference')\n" + REFERENCE)
    assert capfd.readouterr() == ("", "")


EXCEPTIONS = [
    "SystemExit(0)",
    "KeyboardInterrupt()",
    "GeneratorExit()",
    "StopIteration(4)",
    "StopAsyncIteration()",
    "AssertionError('4')",
    "RecursionError()",
    "UnicodeDecodeError('utf-8', b'4', 0, 1, 'bad')",
    "OSError(2, 'no', 'file')",
    "ExceptionGroup('group', [ValueError(4)])",
    "BaseExceptionGroup('group', [KeyboardInterrupt()])",
    "Exception()",
    "BaseException()",
    "UserWarning('4')",
    "__import__('unittest').SkipTest('4')",
    "type('Skipped', (BaseException,), {'__module__': '_pytest.outcomes'})()",
    "type('Exit', (Exception,), {'__module__': '_pytest.outcomes'})()",
    "type('StopTest', (BaseException,), {'__module__': 'hypothesis.errors'})()",
    "type('UnsatisfiedAssumption', (Exception,), {'__module__': 'hypothesis.errors'})()",
    "type('Flaky', (Exception,), {'__module__': 'hypothesis.errors'})()",
    "type('Mine', (ValueError,), {'__str__': lambda self: 1 / 0})()",
    "type('Mine', (Exception,), {'__class__': property(lambda self: int)})()",
]


@pytest.mark.parametrize("exception", EXCEPTIONS)
def test_exceptions_of_any_class_are_one_outcome(tmp_path: Path, exception: str) -> None:
    """Whatever class of exception a submission raises, in a plain test or in Hypothesis's hands, it raised."""
    result = judge_source(tmp_path, f"def double(n):\n    raise {exception}\n", DOUBLES + PLAIN)
    assert verdicts(result) == ["runtime_error/exception"] * 2


@pytest.mark.parametrize(
    "control",
    ["import pytest\npytest.skip('x')", "import pytest\npytest.exit('x')", "import hypothesis\nhypothesis.reject()"],
)
def test_control_exceptions_by_class_are_one_outcome(tmp_path: Path, control: str) -> None:
    """A submission that imports pytest or Hypothesis, where it can, and raises what controls them, gains nothing."""
    source = "def double(n):\n    " + control.replace("\n", "\n    ")
    assert verdicts(judge_source(tmp_path, source, DOUBLES + PLAIN)) == ["runtime_error/exception"] * 2


STRICT = "def double(n):\n    if n < 0:\n        raise ValueError('negative')\n    return 2 * n\n"
EXPECTING = {
    "with": "    with pytest.raises(ValueError):\n        solution(-1)\n",
    "call": "    pytest.raises(ValueError, solution, -1)\n",
    "lines": "    with pytest.raises(\n        ValueError,\n    ) as caught:\n        solution(\n            -1,\n        )\n",
    "helper": "    refuse(solution, -1)\ndef refuse(solution, n):\n    with pytest.raises(ValueError):\n        solution(n)\n",
    "message": "    with pytest.raises(ValueError, match='negative'):\n        solution(-1)\n",
    "several": "    with pytest.raises((ValueError, ZeroDivisionError)):\n        solution(-1)\n",
    "nested": (
        "    with pytest.raises(ZeroDivisionError):\n"
        "        with pytest.raises(ValueError):\n            solution(-1)\n        1 / 0\n"
    ),
}


@pytest.mark.parametrize(
    ("statement", "verdict"),
    [
        ("raise ValueError('negative')", "accepted"),
        ("raise UnicodeDecodeError('utf-8', b'', 0, 0, 'negative')", "accepted"),
        ("raise type('Negative', (ValueError,), {})('negative')", "accepted"),
        ("raise TypeError('negative')", "wrong_answer/wrong_exception"),
        ("raise SystemExit('negative')", "wrong_answer/wrong_exception"),
        ("raise type('ValueError', (Exception,), {})('negative')", "wrong_answer/wrong_exception"),
        ("return 0", "wrong_answer/wrong_exception"),
    ],
)
def test_expected_exceptions_are_judged_by_their_type(tmp_path: Path, statement: str, verdict: str) -> None:
    """Where the test expects an exception, its type or a subclass is accepted, another or none is a wrong answer."""
    tests = "".join(f"def test_{form}(solution):\n{EXPECTING[form]}" for form in EXPECTING)
    source = f"def double(n):\n    if n < 0:\n        {statement}\n    return 2 * n\n"
    result = judge_source(tmp_path, source, tests, reference=STRICT)
    found = {outcome.name: shown for outcome, shown in zip(result.properties, verdicts(result), strict=True)}
    assert found == {f"test_{form}": verdict for form in EXPECTING}


@pytest.mark.parametrize(
    ("raised", "expected"),
    [
        ("KeyError('a')", "LookupError"),
        ("UnicodeDecodeError('utf-8', b'', 0, 0, 'a')", "UnicodeDecodeError"),
        ("UnicodeEncodeError('utf-8', '', 0, 0, 'a')", "UnicodeEncodeError"),
        ("FileNotFoundError(2, 'a')", "FileNotFoundError"),
        ("ExceptionGroup('a', [ValueError()])", "ExceptionGroup"),
        ("NotImplementedError", "RuntimeError"),
    ],
)
def test_expected_builtin_exceptions_arrive_as_themselves(tmp_path: Path, raised: str, expected: str) -> None:
    """A builtin exception is of its own type where the test expects it."""
    source = f"def double(n):\n    raise {raised}\n"
    tests = f"def test_refuses(solution):\n    with pytest.raises({expected}):\n        solution(1)\n"
    assert verdicts(judge_source(tmp_path, source, tests, reference=source)) == ["accepted"]


def test_expected_message_is_named_where_it_differs(tmp_path: Path) -> None:
    """A right type with a wrong message is a wrong exception, and the pattern is in the counterexample."""
    source = "def double(n):\n    raise ValueError('oops')\n"
    result = judge_source(tmp_path, source, f"def test_refuses(solution):\n{EXPECTING['message']}", reference=STRICT)
    assert verdicts(result) == ["wrong_answer/wrong_exception"]
    assert only(result).counterexample.message == "expected ValueError matching 'negative' to be raised"


CATCHES = """\
def test_catches_exceptions(solution):
    try:
        solution(1)
    except Exception:
        pass
def test_catches_everything(solution):
    try:
        solution(1)
    except BaseException:
        pass
def test_catches_and_calls_again(solution):
    for n in range(3):
        try:
            solution(n)
        except:
            continue
def test_catches_and_skips(solution):
    try:
        solution(1)
    except BaseException:
        pytest.skip("no answer")
@settings(max_examples=5)
@given(n=st.integers())
def test_catches_and_rejects(solution, n):
    try:
        solution(n)
    except BaseException:
        assume(False)
"""


@pytest.mark.parametrize(
    ("statement", "verdict"),
    [
        ("import os; os._exit(0)", "runtime_error/exit"),
        ("import os; os.kill(os.getpid(), 9)", "runtime_error/signal"),
        ("while True: pass", "time_limit_exceeded/cpu_time"),
        ("print('x' * 10_000)", "output_limit_exceeded/output"),
        ("return 'x' * 10_000", "output_limit_exceeded/returned_size"),
        ("return [0] * 10 ** 10", "memory_limit_exceeded/memory"),
    ],
)
def test_no_test_can_catch_the_end_of_the_worker(tmp_path: Path, statement: str, verdict: str) -> None:
    """A test that catches everything around a call that dies or exceeds a limit ends with that verdict all the same."""
    limits = "[limits]\ncpu_seconds_per_call = 0.05\noutput_bytes = 1_000\nreturned_bytes = 1_000\n"
    result = judge_source(tmp_path, f"def double(n):\n    {statement}\n", CATCHES, settings=limits)
    assert verdicts(result) == [verdict] * 5


def test_every_property_gets_a_live_worker(tmp_path: Path) -> None:
    """After a crash and after a limit the next property is judged as if nothing had been; the first failure decides."""
    source = """\
        import os

        def double(n):
            if n == 1:
                os._exit(0)
            while n == 2:
                pass
            return 2 * n if n < 4 else 0
    """
    tests = "".join(f"def test_{'zyxwv'[n]}(solution):\n    assert solution({n}) == {2 * n}\n" for n in range(5))
    result = judge_source(tmp_path, source, tests, settings="[limits]\ncpu_seconds_per_call = 0.05\n")
    assert verdicts(result) == [
        "accepted",
        "runtime_error/exit",
        "time_limit_exceeded/cpu_time",
        "accepted",
        "wrong_answer/wrong_value",
    ]
    assert (result.verdict, result.cause) == (Verdict.RUNTIME_ERROR, Cause.EXIT)
    assert [outcome.name for outcome in result.properties] == ["test_z", "test_y", "test_x", "test_w", "test_v"]
    assert result.score == pytest.approx(2 / 5)


def test_property_that_fails_leaves_nothing_to_the_next(tmp_path: Path) -> None:
    """State of the submission lasts from one property to the next until one fails."""
    source = "calls = []\ndef double(n):\n    calls.append(n)\n    return len(calls)\n"
    names = ["one", "two", "three", "four"]
    tests = "".join(
        f"def test_{name}(solution):\n    assert solution(0) == {expected}\n"
        for name, expected in zip(names, (1, 2, 4, 1), strict=True)
    )
    result = judge_source(tmp_path, source, tests, reference="def double(n):\n    return 4\n")
    assert verdicts(result) == ["accepted", "accepted", "wrong_answer/wrong_value", "accepted"]
    assert result.properties[2].counterexample.returned == "3"


def test_order_is_that_of_the_file(tmp_path: Path) -> None:
    """Neither a conftest.py nor parameters of fixtures change the order that decides the verdict."""
    tests = """\
        @pytest.fixture(scope="module", params=[0, 1])
        def zero(request):
            return 0
        def test_b(solution, zero):
            assert solution(1) == 2
        def test_a(solution, zero):
            assert solution(2) == 4
    """
    folder = write_challenge(tmp_path / "double", tests)
    (folder / "conftest.py").write_text("def pytest_collection_modifyitems(items):\n    items.reverse()\n")
    result = grade(folder, write_submission(tmp_path, REFERENCE))
    assert [outcome.name for outcome in result.properties] == ["test_b[0]", "test_b[1]", "test_a[0]", "test_a[1]"]


def test_points_make_the_score(tmp_path: Path) -> None:
    """The score is the share of points of the accepted properties; points(0) counts for nothing."""
    tests = (
        "@pytest.mark.points(3)\ndef test_zero(solution):\n    assert solution(0) == 0\n"
        "@pytest.mark.points(0)\ndef test_one(solution):\n    assert solution(0) == 0\n" + PLAIN
    )
    result = judge_source(tmp_path, WRONG, tests)
    assert [outcome.points for outcome in result.properties] == [3, 0, 1]
    assert result.score == pytest.approx(0.75)


def test_fault_after_a_failure_is_told_beside_the_verdict(tmp_path: Path) -> None:
    """The first failing property decides; that a later hidden test is broken is said in the message."""
    result = judge_source(tmp_path, WRONG, PLAIN + "def test_broken(solution):\n    nosuch\n")
    assert result.verdict is Verdict.WRONG_ANSWER
    assert "test_broken" in result.message
    assert "nosuch" in result.message


FORMS = '''\
class TestDoubling:
    """Tests may stand in classes."""

    def setup_method(self):
        self.two = 2

    def test_two(self, solution):
        assert solution(self.two) == 4

    @settings(max_examples=5)
    @given(n=st.integers())
    def test_any(self, solution, n):
        assert solution(n) == self.two * n

@pytest.mark.parametrize("n", [1, 2])
def test_listed(solution, n):
    assert solution(n) == 2 * n

@pytest.fixture
def quadruple(solution):
    return lambda n: solution(solution(n))

def test_author_fixture(quadruple):
    assert quadruple(3) == 12

def test_keywords(solution):
    assert solution(n=3) == 6

@settings(max_examples=5)
@given(data=st.data())
def test_data(solution, data):
    n = data.draw(st.integers(0, 100))
    assert solution(n) == 2 * n

def test_sample(solution):
    assert solution.sample(3, 2) == [4, 4, 4]

def test_arguments(solution):
    assert solution.call([1]).arguments == ([1],)

def test_purity(solution):
    assert assert_arguments_unchanged(solution, [1]) == [1, 1]

def test_time(solution, reference):
    assert assert_cpu_within(solution, reference, 3, times_reference=100) == 6
'''
FORM_NAMES = [
    "TestDoubling::test_two",
    "TestDoubling::test_any",
    "test_listed[1]",
    "test_listed[2]",
    "test_author_fixture",
    "test_keywords",
    "test_data",
    "test_sample",
    "test_arguments",
    "test_purity",
    "test_time",
]


def test_all_forms_of_tests_accept_the_right(tmp_path: Path) -> None:
    """Classes, parameters, fixtures, keywords, interactive draws and the calls of judge.testing all work."""
    result = judge_source(tmp_path, REFERENCE, FORMS)
    assert result.verdict is Verdict.ACCEPTED, result.message
    assert [outcome.name for outcome in result.properties] == FORM_NAMES
    assert result.runtime.relative_to_reference > 0


def test_all_forms_of_tests_reject_the_wrong(tmp_path: Path) -> None:
    """Each of those forms rejects a wrong submission, by the cause that fits."""
    source = """\
        def double(n):
            if isinstance(n, list):
                n.append(1)
            while n == 3:
                pass
            return 2
    """
    result = judge_source(tmp_path, source, FORMS, settings="[limits]\ncpu_seconds_per_call = 0.05\n")
    assert dict(zip([outcome.name for outcome in result.properties], verdicts(result), strict=True)) == {
        "TestDoubling::test_two": "wrong_answer/wrong_value",
        "TestDoubling::test_any": "wrong_answer/wrong_value",
        "test_listed[1]": "accepted",
        "test_listed[2]": "wrong_answer/wrong_value",
        "test_author_fixture": "time_limit_exceeded/cpu_time",
        "test_keywords": "time_limit_exceeded/cpu_time",
        "test_data": "wrong_answer/wrong_value",
        "test_sample": "wrong_answer/wrong_value",
        "test_arguments": "wrong_answer/wrong_value",
        "test_purity": "wrong_answer/argument_modified",
        "test_time": "time_limit_exceeded/cpu_time",
    }


def test_parameters_of_a_call_are_shown_as_written(tmp_path: Path) -> None:
    """Keyword arguments and samples appear in the counterexample as a candidate would write them."""
    tests = (
        "def test_keyword(solution):\n    assert solution(n=3) == 6\n"
        "def test_sample(solution):\n    assert solution.sample(2, 3) == [6, 6]\n"
    )
    result = judge_source(tmp_path, WRONG, tests)
    assert [outcome.counterexample.call for outcome in result.properties] == [
        "double(n=3)",
        "[double(3) for _ in range(2)]",
    ]


def test_tracebacks_show_the_submission_s_frames_alone(tmp_path: Path) -> None:
    """For a single call and for a sample, the first frame shown is the submission's."""
    tests = (
        "def test_call(solution):\n    assert solution(3) == 6\n"
        "def test_sample(solution):\n    assert solution.sample(2, 3) == [6, 6]\n"
    )
    result = judge_source(tmp_path, "def double(n):\n    return 1 / 0\n", tests)
    for outcome in result.properties:
        _, first, *_ = outcome.counterexample.traceback.splitlines()
        assert first.strip() == 'File "submission.py", line 2, in double'


@pytest.mark.parametrize(
    "source",
    [
        "import numpy\ndef double(n):\n    return numpy.random.random()\n",
        "import numpy\nfirst = numpy.random.random()\ndef double(n):\n    return first\n",
        "import os, numpy\ndef double(n):\n    return numpy.random.random()\n",
        "numpy = __import__('numpy')\ndef double(n):\n    return numpy.random.random()\n",
    ],
)
def test_random_numbers_of_numpy_are_those_of_the_seed(tmp_path: Path, source: str) -> None:
    """However a submission comes by numpy, its generator starts from the judge's seed."""
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    first, second = (judge_source(tmp_path / name, source, PLAIN) for name in ("one", "two"))
    assert only(first).counterexample.returned == only(second).counterexample.returned


@pytest.mark.parametrize(
    ("source", "verdict", "message"),
    [
        ("import sys\ndef double(n)\n", "invalid_submission/syntax_error", "not valid Python"),
        ("import nosuchmodule\n", "invalid_submission/import_error", "nosuchmodule"),
        ("def dobule(n):\n    return 2 * n\n", "invalid_submission/entry_point", "no function double"),
        ("double = 3\n", "invalid_submission/entry_point", "not callable"),
        ("import os\nos._exit(0)\n", "invalid_submission/exit", "exited with status 0"),
        ("raise SystemExit(0)\n", "invalid_submission/import_error", "SystemExit"),
        ("print('x' * 10_000)\n", "output_limit_exceeded/output", "while it was imported"),
    ],
)
def test_submission_that_cannot_be_loaded(tmp_path: Path, source: str, verdict: str, message: str) -> None:
    """What keeps a submission from being loaded decides all properties, and is the grade's message."""
    limits = "[limits]\noutput_bytes = 1_000\n"
    result = judge_source(tmp_path, source, DOUBLES + PLAIN, settings=limits)
    assert verdicts(result) == [verdict] * 2
    assert message in result.message
    assert result.score == 0


# A guest in another process


def comparable(result: object) -> dict[str, object]:
    """A result object without times, memory and paths."""
    shown = result_object(result) if not isinstance(result, dict) else result
    for outcome in shown["properties"]:
        del outcome["cpu_seconds"], outcome["wall_seconds"]
    del shown["runtime"], shown["submission"]["path"]
    return shown


RICH = """\
import random

@settings(max_examples=40)
@given(n=st.lists(st.one_of(st.integers(), st.text(), st.floats(allow_nan=False))))
def test_lists(solution, n):
    assert solution(n) == 2 * n

@settings(max_examples=40)
@given(n=st.sets(st.text(min_size=1), min_size=4))
def test_sets(solution, n):
    assert solution(n) == len(n)

def test_random(solution):
    n = random.randrange(10 ** 9)
    assert solution(n) == 2 * n
"""
RICH_REFERENCE = "def double(n):\n    return len(n) if isinstance(n, set) else 2 * n\n"
RICH_SOURCE = """\
import random
def double(n):
    print(random.random(), hash("a"))
    if isinstance(n, set):
        return {"abc", "def", "ghi", "jkl"} | n
    return n if isinstance(n, int) or len(n) > 3 else 2 * n
"""


def run_elsewhere(challenge: Path, submission: Path, folder: Path, **environment: str) -> dict[str, object]:
    folder.mkdir()
    command = [sys.executable, "-m", "judge", "run", challenge, submission, "--format", "json"]
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1, done.stderr
    assert list(folder.iterdir()) == []
    return comparable(json.loads(done.stdout))


def test_same_seed_gives_the_same_object_anywhere(tmp_path: Path) -> None:
    """Processes, folders, CI, Hypothesis's environment, Python's warnings and hashes, and earlier runs change nothing."""
    challenge = write_challenge(tmp_path / "double", RICH, reference=RICH_REFERENCE)
    submission = write_submission(tmp_path, RICH_SOURCE)
    before = sorted(tmp_path.rglob("*"))
    here = comparable(grade(challenge, submission))
    assert [outcome["verdict"] for outcome in here["properties"]] == ["wrong_answer"] * 3
    judge_source(tmp_path / "other", WRONG, PLAIN + "LOCAL_CONSTANT = 123_456_789\n")
    assert comparable(grade(challenge, submission)) == here
    assert sorted(path for path in tmp_path.rglob("*") if "other" not in path.parts) == before
    assert run_elsewhere(challenge, submission, tmp_path / "a", CI="1", PYTHONHASHSEED="1") == here
    surroundings = {
        "HYPOTHESIS_EXPERIMENTAL_OBSERVABILITY": "1",
        "HYPOTHESIS_STORAGE_DIRECTORY": str(tmp_path / "stored"),
        "PYTEST_ADDOPTS": "-k nothing",
        "PYTEST_PLUGINS": "nosuchplugin",
        "PYTHONWARNINGS": "error",
        "PYTHONHASHSEED": "2",
    }
    assert run_elsewhere(challenge, submission, tmp_path / "b", **surroundings) == here
    assert not (tmp_path / "stored").exists()
    assert not list(tmp_path.rglob("__pycache__"))


def test_other_seeds_give_other_examples(tmp_path: Path) -> None:
    """The seed decides what is generated, for Hypothesis and for tests that draw from `random`."""
    source = "def double(n):\n    print(n)\n    return 2 * n\n"
    tests = DOUBLES + "import random\ndef test_random(solution):\n    solution(random.random())\n"
    first, again, other = (judge_source(tmp_path, source, tests, seed=seed) for seed in (0, 0, 1))
    assert first.output.stdout == again.output.stdout
    shared = set(first.output.stdout.split()) & set(other.output.stdout.split())
    assert len(shared) < 10
    assert first.output.stdout.split()[-1] != other.output.stdout.split()[-1]


@pytest.mark.parametrize("seed", [2**32, 2**64, 10**30])
def test_large_seeds_work(tmp_path: Path, seed: int) -> None:
    """A seed is any whole number from zero on."""
    result = judge_source(tmp_path, REFERENCE, seed=seed)
    assert (result.verdict, result.seed) == (Verdict.ACCEPTED, seed)


MEDDLING = """\
import os, sys, warnings
settings.register_profile("default", settings(max_examples=3))
settings.register_profile("mine", settings(max_examples=3))
settings.load_profile("mine")
os.environ["LEFT_BEHIND"] = "1"
os.environ.pop("PATH")
sys.path.insert(0, os.path.dirname(__file__))
import helper
warnings.simplefilter("error")

"""


def test_caller_finds_everything_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hypothesis's profile, modules, environment, paths, warnings, random numbers and signal handlers are the caller's."""
    import random  # noqa: PLC0415

    monkeypatch.setenv("PYTEST_ADDOPTS", "-x")
    monkeypatch.setitem(sys.modules, "test_double", pytest)  # a module of the caller's with the name of a hidden test
    monkeypatch.setitem(sys.modules, "conftest", pytest)
    tests = MEDDLING + DOUBLES.replace("max_examples=20", "")
    folder = write_challenge(tmp_path / "double", tests)
    (folder / "helper.py").write_text("")
    (folder / "conftest.py").write_text("HERE = 1\n")
    submission = write_submission(tmp_path, REFERENCE)
    grade(folder, submission)  # imports whatever libraries it needs

    def state() -> list[object]:
        return [
            hypothesis.settings.get_current_profile_name(),
            repr(hypothesis.settings.get_profile("default")),
            repr(hypothesis.settings()),
            dict(sys.modules),
            dict(os.environ),
            list(sys.path),
            list(sys.meta_path),
            list(warnings.filters),
            random.getstate(),
            sys.dont_write_bytecode,
            [signal.getsignal(number) for number in signal.valid_signals()],
            sys.stdout,
            sys.stderr,
            sys.excepthook,
            sys.unraisablehook,
            os.getcwd(),  # noqa: PTH109
        ]

    before = state()
    result = grade(folder, submission)
    assert (result.verdict, only(result).examples) == (Verdict.ACCEPTED, 3)
    for then, now in zip(before, state(), strict=True):
        assert then == now


def test_two_challenges_with_files_of_one_name(tmp_path: Path) -> None:
    """Hidden tests, helpers and conftest files of the same name in two challenges are never taken for each other."""
    helper = "import sys, os\nsys.path.insert(0, os.path.dirname(__file__))\nfrom helper import FACTOR\n"
    body = "def test_factor(solution):\n    assert solution(3) == 3 * FACTOR\n"
    folders = []
    for factor in (2, 5):
        folder = tmp_path / str(factor) / "double"
        write_challenge(folder, helper + body, reference=f"def double(n):\n    return {factor} * n\n")
        (folder / "helper.py").write_text(f"FACTOR = {factor}\n")
        folders.append(folder)
    submission = write_submission(tmp_path, REFERENCE)
    found = [grade(folder, submission).verdict for folder in (*folders, *folders)]
    assert found == [Verdict.ACCEPTED, Verdict.WRONG_ANSWER] * 2


@hypothesis.settings(max_examples=1, database=None, deadline=None, suppress_health_check=list(HealthCheck))
@hypothesis.given(n=st.just(3))
def test_grading_works_inside_a_hypothesis_test(tmp_path_factory: pytest.TempPathFactory, n: int) -> None:
    """A caller may itself be a Hypothesis test; its own assertions and settings go on as before."""
    assert judge_source(tmp_path_factory.mktemp("nested"), REFERENCE).verdict is Verdict.ACCEPTED
    assert verdicts(judge_source(tmp_path_factory.mktemp("nested"), WRONG)) == ["wrong_answer/wrong_value"]
    assert n == 3
    assert hypothesis.settings().max_examples == 1
    with pytest.raises(AssertionError, match="assert 3 == 4"):
        assert n == 4


def test_unwritable_challenge_folder_is_enough(tmp_path: Path) -> None:
    """Nothing is opened for writing below the challenge: an audit hook in a process of its own sees every opening."""
    challenge = write_challenge(tmp_path / "double", RICH, reference=RICH_REFERENCE)
    submission = write_submission(tmp_path, RICH_REFERENCE)
    script = """\
import os, sys
from pathlib import Path
folder, submission = sys.argv[1:]
touched = []
def watch(event, arguments):
    if event == "open" and arguments[2] & (os.O_WRONLY | os.O_RDWR) or event in {"os.mkdir", "os.rename", "os.remove"}:
        touched.append(str(arguments[0]))
sys.addaudithook(watch)
from judge import grade
print(grade(folder, submission).verdict, [path for path in touched if Path(path).is_relative_to(Path(folder).parent)])
"""
    folder = tmp_path / "here"
    folder.mkdir()
    environment = {name: value for name, value in os.environ.items() if name not in BYTECODE_SETTINGS}
    done = subprocess.run(
        [sys.executable, "-c", script, challenge, submission],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("accepted []\n", "")


def test_second_start_compiles_nothing_but_the_challenge(tmp_path: Path) -> None:
    """The bytecode of all of the judge's own modules is kept where it can be, so that only the first start compiles them."""
    challenge = write_challenge(tmp_path / "double")
    submission = write_submission(tmp_path, REFERENCE)
    folder = tmp_path / "installed"
    shutil.copytree(ROOT / "judge", folder / "judge", ignore=shutil.ignore_patterns("__pycache__"))
    script = """\
import sys
from pathlib import Path
from judge import grade
print(grade(*sys.argv[1:]).verdict, [
    name for name, module in sys.modules.items() if name.startswith("judge.") and not Path(module.__cached__).is_file()
])
"""
    environment = {name: value for name, value in os.environ.items() if name not in BYTECODE_SETTINGS}
    done = subprocess.run(
        [sys.executable, "-c", script, challenge, submission],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("accepted []\n", "")
    assert not list(challenge.rglob("__pycache__"))


def test_progress_counts_properties(tmp_path: Path) -> None:
    """The progress function is called before each property with its number and how many there are."""
    seen: list[tuple[int, int]] = []
    folder = write_challenge(tmp_path / "double", DOUBLES + PLAIN)
    grade(folder, write_submission(tmp_path, REFERENCE), progress=lambda *counts: seen.append(counts))
    assert seen == [(1, 2), (2, 2)]


def test_unknown_paths_are_usage_errors(tmp_path: Path) -> None:
    """A challenge or a submission that is not there is the caller's mistake, not a verdict."""
    submission = write_submission(tmp_path, REFERENCE)
    with pytest.raises(UsageError, match="no challenge"):
        grade(tmp_path / "nosuch", submission)
    with pytest.raises(UsageError, match="no file"):
        grade(write_challenge(tmp_path / "double"), tmp_path / "nosuch.py")


def test_header_is_what_tests_are_written_with() -> None:
    """The imports that these tests put above hidden tests are all there is to know: judge.testing's own names."""
    assert "from judge.testing import *" in HEADER
    import judge.testing  # noqa: PLC0415

    assert {"assert_type", "assert_cpu_within", "EntryPoint"} <= set(judge.testing.__all__)
