"""A submission gets the same verdicts from a grader that knows what is going to be asked as from one that does not.

What differs between the two, calls made ahead and a reference that was measured before, must show nowhere: not in limits,
nor in what is charged, nor in what the reference or the next worker is given.
"""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from judge import Verdict
from judge.challenge import load_challenge
from judge.grading.grader import Grader
from judge.host.host import wants_numpy
from judge.model import Grade
from judge.testing import assertions
from tests.building import REFERENCE, verdicts, write_challenge

SPINS = """\
import time
def spin(seconds):
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass
"""
CHAIN = """
def test_chain_{number}(solution):
    n = 1
    for _ in range(6):
        m = solution(n)
        assert m > n
        n = m
"""
TIMED = """
def test_timed(solution, reference):
    assert assert_cpu_within(solution, reference, 100_000, times_reference=6) % 2 == 0
"""
FAST = """
def test_fast(solution, reference):
    assert assert_cpu_within(solution, reference, 7, times_reference=4) == 14
"""
THREE_DRAWN = """
import random
def test_draws(solution, reference):
    for _ in range(3):
        n = random.random()
        assert assert_cpu_within(solution, reference, n, times_reference=4) == 2 * n
"""


def judge_twice(
    folder: Path, source: str, tests: str, *, reference: str = REFERENCE, settings: str = ""
) -> list[Grade]:
    """The grades of a submission from a grader that has seen nothing yet, and from the same one afterwards."""
    challenge = load_challenge(write_challenge(folder / "double", tests, reference=reference, settings=settings))
    with Grader(challenge) as grader:
        return [grader.judge(source.encode(), "submission.py") for _ in range(2)]


def test_what_is_repeated_is_under_no_limit_of_its_own(tmp_path: Path) -> None:
    """A timed call that was allowed more than others may take as long when another worker has to repeat it."""
    reference = SPINS + "def double(n):\n    if n >= 100_000:\n        spin(0.2)\n    return 2 * n\n"
    source = SPINS + "def double(n):\n    if n >= 100_000:\n        spin(0.5)\n    return 2 * n + 2\n"
    limits = "[limits]\ncpu_seconds_per_call = 0.4\n"
    tests = TIMED + CHAIN.format(number=0)
    for grade in judge_twice(tmp_path, source, tests, reference=reference, settings=limits):
        assert grade.verdict is Verdict.ACCEPTED, grade.properties


def test_who_is_slow_only_when_asked_ahead_gains_no_time(tmp_path: Path) -> None:
    """After one such property nothing is asked ahead any more."""
    source = """\
import sys, time
def double(n):
    if sys._getframe(2).f_code.co_name == "_call_one_by_one" and n == 15:
        time.sleep(9)
    return 2 * n
"""
    tests = "".join(
        f"def test_{number}(solution):\n    for n in range(10, 16):\n        assert solution(n) == 2 * n\n"
        for number in range(8)
    )
    began = time.monotonic()
    grades = judge_twice(tmp_path, source, tests)
    assert [grade.verdict for grade in grades] == [Verdict.ACCEPTED] * 2
    assert time.monotonic() - began < 9


def test_calls_that_were_not_made_are_not_charged(tmp_path: Path) -> None:
    """Properties that fail at their first call cost that call, whatever was asked ahead of it."""
    tests = "".join(
        f"def test_{number}(solution):\n    for n in range({first}, {first + 100}):\n        assert solution(n) == 2 * n\n"
        for number, first in enumerate(range(0, 900, 100))
    )
    slow = SPINS + "def double(n):\n    spin(0.0007)\n    return 2 * n\n"
    source = slow.replace("2 * n", "2 * n if n >= 800 else -1")
    grades = judge_twice(tmp_path, source, tests, reference=slow, settings="[limits]\ncpu_seconds = 0.6\n")
    assert verdicts(grades[1]) == verdicts(grades[0]) == ["wrong_answer/wrong_value"] * 8 + ["accepted"]


def test_imports_of_other_workers_are_not_waited_for(tmp_path: Path) -> None:
    """A worker that replaces another one for what was asked ahead takes nothing of the submission's elapsed time."""
    source = "import time\ntime.sleep(0.7)\ndef double(n):\n    return 2 * n if n == 1 else 2 * n + 1\n"
    limits = "[limits]\ncpu_seconds = 0.5\ncpu_seconds_per_call = 0.5\n"  # 1.5 seconds of elapsed time
    tests = "".join(CHAIN.format(number=number) for number in range(3))
    for grade in judge_twice(tmp_path, source, tests, settings=limits):
        assert grade.verdict is Verdict.ACCEPTED, grade.properties


HUGE = (
    SPINS
    + """\
import os, struct
def double(n):
    spin({seconds})
    os.write(4, struct.pack("<QBBI16s", 1 << 40, 14, 0, 0, b"x" * 16))
    while True:
        pass
"""
)


def test_a_breach_just_past_the_limit_is_the_submission_s(tmp_path: Path) -> None:
    """A reply that ends the worker while a better limit is due is never taken for a fault of the hidden test."""
    challenge = load_challenge(write_challenge(tmp_path / "double", FAST))
    with Grader(challenge) as grader:
        grader.judge(REFERENCE.encode(), "reference.py")
        for seconds in (0.0502, 0.0505, 0.051, 0.052):
            grade = grader.judge(HUGE.format(seconds=seconds).encode(), "submission.py")
            assert grade.verdict in {Verdict.TIME_LIMIT_EXCEEDED, Verdict.OUTPUT_LIMIT_EXCEEDED}, grade.message


def test_a_reference_that_fails_when_measured_again_is_the_author_s_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The submission that was being timed meanwhile does not break the protocol by it, and is judged on."""
    reference = (
        SPINS
        + "import os\ndef double(n):\n    if n == 7 and 'BROKEN' in os.environ:\n        raise KeyError\n    return 2 * n\n"
    )
    tests = FAST + "def test_next(solution):\n    assert solution(3) == 6\n"
    source = SPINS + "def double(n):\n    if n == 7:\n        spin(0.2)\n    return 2 * n\n"
    challenge = load_challenge(write_challenge(tmp_path / "double", tests, reference=reference))
    with Grader(challenge) as grader:
        grader.judge(REFERENCE.encode(), "reference.py")
        monkeypatch.setenv("BROKEN", "1")
        monkeypatch.setattr(assertions, "_MEASURED_SECONDS", 1e9)
        grader._foreseen[0] = {}
        grade = grader.judge(source.encode(), "submission.py")
    assert verdicts(grade) == ["judge_error/hidden_test", "accepted"]
    assert grade.integrity == ()


class TestMeasuringTheReference:
    """Whether it is measured, or was only just before, must show nowhere."""

    def test_random_numbers_go_on_as_if_it_had_drawn_none(self, tmp_path: Path) -> None:
        """A test that draws inputs draws the same ones after it."""
        reference = "import random\ndef double(n):\n    random.random()\n    return 2 * n\n"
        source = "calls = []\ndef double(n):\n    calls.append(n)\n    return 2 * n if len(calls) < 3 else 0\n"
        first, second = judge_twice(tmp_path, source, THREE_DRAWN, reference=reference)
        assert first.properties[0].counterexample == second.properties[0].counterexample

    def test_it_gets_a_copy_of_the_input(self, tmp_path: Path) -> None:
        """A reference that sorts in place does not sort the list that the submission gets."""
        reference = "def double(x):\n    x.sort()\n    return x\n"
        tests = (
            "def test_sorts(solution, reference):\n"
            "    assert assert_cpu_within(solution, reference, [3, 1, 2], times_reference=4) == [1, 2, 3]\n"
        )
        for grade in judge_twice(tmp_path, "def double(x):\n    return x\n", tests, reference=reference):
            assert grade.verdict is Verdict.WRONG_ANSWER

    def test_a_function_with_values_of_its_own_is_measured_each_time(self, tmp_path: Path) -> None:
        """Two closures of one text are two references."""
        tests = """
import time
def make(seconds):
    def burn(n):
        end = time.thread_time() + seconds
        while time.thread_time() < end:
            pass
    return burn

@pytest.mark.parametrize("seconds", [1.0, 0.1])
def test_burns(solution, seconds):
    assert_cpu_within(solution, make(seconds), 5, times_reference=2)
"""
        source = SPINS + "def double(n):\n    spin(0.6)\n    return 2 * n\n"
        for grade in judge_twice(tmp_path, source, tests):
            assert verdicts(grade) == ["accepted", "time_limit_exceeded/cpu_time"]


def test_looking_for_numpy_takes_time_in_proportion_to_the_source() -> None:
    """A submission is looked through by the judge itself, so its text must not be able to keep the judge busy."""
    sources = [b"import " * size for size in (1 << 17, 1 << 20)]
    took = []
    for source in sources:
        began = time.thread_time()
        assert not wants_numpy(source)
        took.append(time.thread_time() - began)
    assert took[1] < 64 * max(took[0], 0.001)
    assert wants_numpy(b"import os, numpy as np\n")
    assert wants_numpy(b"from numpy.random import rand\n")
    assert not wants_numpy(b'"""Lists primes without numpy."""\n')
