"""`judge verify` finds what is wrong with a challenge, each thing by the check that is there for it, at its file and line.

The challenges are valid but for what a test breaks. They share one pool of processes and, for speed, most tests look at few
seeds and little junk; what each costs in full is tested once.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judge.batch import tasks
from judge.challenge import CERTIFICATE_FILE, load_challenge
from judge.errors import ChallengeError, JudgeError
from judge.grading.plan import Plan
from judge.model import Verdict
from judge.package.verify import certificate, junk_check, known_answers_check, time_window
from judge.package.verify.certificate import binomial_interval, describe_certificate, read_certificate
from judge.package.verify.checks import verify_challenge, verify_challenges
from judge.package.verify.consistency import KnownAnswer, check_files, find_known_answers, named_catchers
from judge.package.verify.junk import make_junk
from judge.package.verify.verdict_cache import VerdictCache
from judge.package.verify.verification import CHECKS, State, Verification
from judge.package.verify.workbench import Judged, JudgedProperty, Workbench
from tests.building import (
    DOUBLES,
    REFERENCE,
    write_challenge,
)

SPEC = "# Double\n\nWrite `double(n)`.\n\n```\n>>> double(3)\n6\n```\n"
STARTER = "def double(n):\n    ...\n"
ADDS = "def double(n):\n    return n + n\n"
CAUGHT = '"""A mistake.\n\nCaught by: {by}\n"""\n\n\ndef double(n):\n    return {expression}\n'
SUBMISSIONS = {
    "accepted/adds.py": ADDS,
    "wrong_answer/one_too_many.py": CAUGHT.format(by="test_doubles", expression="2 * n + 1"),
}
SCHEMA = json.loads((Path(junk_check.__file__).parent / "verification.schema.json").read_text("utf-8"))
TEST_LINE = 5
"""Where `test_doubles` begins in the file that `write_challenge` writes."""


def write(folder: Path, tests: str = DOUBLES, submissions: dict[str, str] | None = None, **challenge: str) -> Path:
    """Write a challenge that is valid unless what is given here makes it something else."""
    write_challenge(folder, tests, **{"spec": SPEC, **challenge})
    (folder / "starter.py").write_text(STARTER)
    for name, source in {**SUBMISSIONS, **(submissions or {})}.items():
        add(folder, name, source)
    return folder


def add(folder: Path, name: str, source: str) -> Path:
    """Write a submission."""
    path = folder / "submissions" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(dedent(source))
    return path


def wrong(expression: str, by: str = "test_doubles") -> str:
    """A submission that is caught by a property."""
    return CAUGHT.format(by=by, expression=expression)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the challenge goes: a folder in the working folder."""
    monkeypatch.chdir(tmp_path)
    return Path("double")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the cache that most tests share."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def bench(kept: Path) -> Iterator[Workbench]:
    """The workbench that most tests share."""
    with closing(VerdictCache(folder=kept)) as cache, Workbench(cache, processes=2) as bench:
        yield bench


@pytest.fixture(autouse=True)
def few(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Few seeds and little junk, but for tests that are marked to do it all."""
    if "all_of_it" not in request.fixturenames:
        monkeypatch.setattr(known_answers_check, "_REFERENCE_SEEDS", 4)
        monkeypatch.setattr(junk_check, "make_junk", lambda *arguments: make_junk(*arguments)[:2])


@pytest.fixture
def all_of_it() -> None:
    """Asked for by tests that want every seed and all junk."""


Problem = tuple[str, str, int, str]


def problems(found: Verification, *, are_errors: bool = True) -> list[Problem]:
    """The errors, or the notes: check, path, line and message."""
    return [
        (problem.check, str(problem.path), problem.line, problem.message)
        for problem in found.problems
        if problem.is_error is are_errors
    ]


def messages(found: Verification, check: str) -> list[str]:
    """What a check found."""
    return [problem.message for problem in found.problems if problem.check == check]


def hash_of(text: str, seed: int) -> int:
    """The hash of a text in a worker of a seed: it seeds string hashing, so a submission can tell seeds apart."""
    program = f"print(hash({text!r}))"
    environment = {"PYTHONHASHSEED": str(seed)}
    return int(subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, check=True).stdout)


def only_on_seed(seed: int, expression: str, otherwise: str = "2 * n") -> str:
    """An expression that counts on one seed."""
    return f"{expression} if hash('judge') == {hash_of('judge', seed)} else {otherwise}"


class TestValid:
    """What a valid challenge costs and shows."""

    @pytest.mark.usefixtures("all_of_it")
    def test_every_check_is_made_and_holds(self, folder: Path, bench: Workbench) -> None:
        """A valid challenge has figures for every check but the certificate, and no problem."""
        junk = make_junk(REFERENCE, "double", [])
        found = verify_challenge(write(folder, reference=ADDS), bench)
        assert problems(found) == []
        assert found.is_valid
        assert [row.name for row in found.rows] == list(CHECKS[:-1])
        assert found.checks == {
            "folder": "double(n) in all files, 1 example in the statement",
            "reference": "accepted on 20 seeds, and at half the limits",
            "known_answers": "1 accepted and 1 rejected submissions, on 3 seeds",
            "kill_matrix": "all 1 properties reject a known answer",
            "junk": found.checks["junk"],
            "mutants": "2 of 2 rejected: 100.0 %, 100 % demanded",
            "time_window": "nothing accepted comes near a time limit; no submission is too slow",
            "inputs": found.checks["inputs"],
        }
        assert len(found.junk) >= len(junk) > 25
        assert not any(row.verdict is Verdict.ACCEPTED and not row.is_optional for row in found.junk)
        assert found.mutation is not None
        assert found.mutation.total == 2

    def test_the_kill_matrix_has_every_property_of_every_submission(self, folder: Path, bench: Workbench) -> None:
        """Also those behind the first that rejects, but not behind a limit: each could cost as much again."""
        tests = DOUBLES + "def test_zero(solution):\n    assert solution(0) == 0\n"
        found = verify_challenge(write(folder, tests), bench)
        (row,) = (row for row in found.submissions if row.expected is not Verdict.ACCEPTED)
        assert row.by_property == (
            ("spec_examples", Verdict.WRONG_ANSWER),
            ("test_doubles", Verdict.WRONG_ANSWER),
            ("test_zero", Verdict.WRONG_ANSWER),
        )
        assert [row.rejected for row in found.properties] == [1, 1, 1]

    def test_the_survey_says_what_each_property_asks(self, folder: Path, bench: Workbench) -> None:
        """Calls, different inputs, their extent in words, the share of edge cases, and what assume() turns away."""
        tests = """\
            def test_doubles(solution):
                for n in (0, 5, 7, 7):
                    assert solution(n) == 2 * n
        """
        row = verify_challenge(write(folder, tests), bench).properties[1]
        assert (row.name, str(row.path), row.line, row.is_generated) == (
            "test_doubles",
            "double/test_double.py",
            5,
            False,
        )
        assert (row.calls, row.distinct, row.edge_share, row.assumed_away) == (4, 3, 0.25, 0)
        assert row.inputs == "n: int 0 to 7 (median 6)"


NOT_UTF8 = "is not UTF-8 (byte {}); save it as UTF-8"
FOLDER_PROBLEMS = {
    "no starter": ("starter.py", None, "double", 1, "there is no starter.py; write what candidates begin with"),
    "starter defines something else": (
        "starter.py",
        "def dubble(n): ...\n",
        "double/starter.py",
        1,
        "defines no function double, which challenge.toml names",
    ),
    "starter takes something else": (
        "starter.py",
        "import math\n\ndef double(number, *, by=2, **rest): ...\n",
        "double/starter.py",
        3,
        "double takes (number, *, by, **rest) here and (n) in reference.py; candidates begin with this one, so make",
    ),
    "starter is not Python": (
        "starter.py",
        "x = 1\ndef double(n)\n",
        "double/starter.py",
        2,
        "is not valid Python: expected ':'",
    ),
    "sized input lacks something": (
        "sized_input.py",
        "SMALLEST = 1\n",
        "double/sized_input.py",
        1,
        "needs SMALLEST and LARGEST, two ints, and a function make_input(size, randomness)",
    ),
    "sized input cannot be made": (
        "sized_input.py",
        "SMALLEST, LARGEST = 1, 16\ndef make_input(size): return (size,)\n",
        "double/sized_input.py",
        1,
        "make_input(1, …) raised TypeError: make_input() takes 1 positional argument but 2 were given",
    ),
    "reference is not Python": ("reference.py", "\n\nx = = 1\n", "double/reference.py", 3, "is not valid Python: inv"),
    "reference is not UTF-8": ("reference.py", "# \udcff\n", "double/reference.py", 1, NOT_UTF8.format(2)),
    "statement is not UTF-8": ("spec.md", "\udcff", "double/spec.md", 1, NOT_UTF8.format(0)),
    "settings are not UTF-8": ("challenge.toml", "\udcff", "double/challenge.toml", 1, NOT_UTF8.format(0)),
    "hidden test is not UTF-8": (
        "test_double.py",
        "x = '\udcff'\n",
        "double/test_double.py",
        1,
        "cannot be collected: ",
    ),
    "hidden test fails on import": (
        "test_double.py",
        "import nowhere\n",
        "double/test_double.py",
        1,
        "cannot be collected: ModuleNotFoundError: No module named 'nowhere'",
    ),
    "hidden test ends its process": (
        "test_double.py",
        "raise SystemExit(0)\n",
        "double",
        1,
        "a hidden test or a conftest.py ends the whole run: SystemExit(0)",
    ),
    "statement shows no call": (
        "spec.md",
        "# Double\n",
        "double/spec.md",
        1,
        "the statement never shows a call of double, which challenge.toml names",
    ),
    "statement writes other parameters": (
        "spec.md",
        f"# Double\n\n`double(number)`\n{SPEC}",
        "double/spec.md",
        3,
        "the statement writes double(number), the reference takes (n)",
    ),
    "statement has no example": (
        "spec.md",
        "`double(n)`",
        "double/spec.md",
        1,
        "the statement has no examples; add some like >>> double(…) with the value below",
    ),
    "no example calls it": (
        "spec.md",
        "`double(n)`\n\n```\n>>> 1 + 1\n2\n```\n",
        "double/spec.md",
        4,
        "no example of the statement calls double",
    ),
    "example is not Python": (
        "spec.md",
        f"{SPEC}\n```\n>>> double(\n2\n```\n",
        "double/spec.md",
        11,
        "the example is not valid Python",
    ),
    "no statement": ("spec.md", None, "double", 1, "there is no spec.md; write the statement that candidates read"),
    "no tests": ("test_double.py", None, "double", 1, "there are no hidden tests; write test_double.py"),
    "unknown key": (
        "challenge.toml",
        'title = "T"\nentry_point = "double"\n[limits]\ncpu_secnds = 1\n',
        "double/challenge.toml",
        4,
        "limits.cpu_secnds: unknown key; did you mean 'cpu_seconds'?",
    ),
    "wrong value": (
        "challenge.toml",
        'entry_point = "double"\ntitle = 7\n',
        "double/challenge.toml",
        2,
        "title: must be a string, not 7",
    ),
    "no entry point": (
        "challenge.toml",
        'title = "T"\n',
        "double/challenge.toml",
        1,
        "entry_point: is missing; add a string",
    ),
    "mark without a reason": (
        "challenge.toml",
        'title = "T"\nentry_point = "double"\n[[mutation.equivalent]]\noriginal = "a"\nmutated = "b"\nreason = ""\n',
        "double/challenge.toml",
        6,
        "mutation.equivalent 1.reason: must not be empty",
    ),
}


@pytest.mark.parametrize("case", FOLDER_PROBLEMS)
def test_files_of_the_folder_agree(folder: Path, bench: Workbench, case: str) -> None:
    """Each file is usable and means the same function; the problem stands at the file and line to change."""
    name, content, path, line, message = FOLDER_PROBLEMS[case]
    write(folder)
    if content is None:
        (folder / name).unlink()
    else:
        (folder / name).write_bytes(content.encode("utf-8", "surrogateescape"))
    found = verify_challenge(folder, bench)
    first = next(each for each in problems(found) if each[0] == "folder")
    assert first[1:3] == (path, line), found.problems
    assert first[3].startswith(message)
    assert not found.is_valid


class TestFiles:
    """What is read off the files, without running any of them."""

    @pytest.mark.parametrize(
        "source",
        [
            "def double(n): return 2 * n",
            "import functools\n@functools.cache\ndef double(n): return 2 * n",
            "if True:\n    def double(n): return 2 * n\nelse:\n    def double(n): return n + n",
            "try:\n    from fast import double\nexcept ImportError:\n    def double(n): return 2 * n",
            "double = lambda n: 2 * n",
            "double: object = (2).__mul__",
            "from operator import neg as double",
            "from fast import *",
            "class double:\n    def __new__(cls, n): return 2 * n",
            "class Solution:\n    def double(self, n): return 2 * n\n\ndouble = Solution().double",
            "\ufeffdef double(n): return 2 * n",
            "def outer():\n    def double(a, b): ...\n\ndef double(n): return 2 * n",
        ],
    )
    def test_ways_to_define_the_entry_point(self, folder: Path, source: str) -> None:
        """A module that has the name by other means than a `def` is no problem, whatever it takes."""
        write(folder, reference=source)
        found = Verification("double", folder)
        check_files(load_challenge(folder), found)
        assert found.problems == []

    @pytest.mark.parametrize(
        "shown",
        [
            "`double(n)`",
            "`double(n, *, by=2, **rest)`",
            "`def double(n, *, by=2, **rest):`",
            "`double(3)` or `double(n, *, by, **rest)`",
        ],
    )
    def test_signatures_in_the_statement(self, folder: Path, shown: str) -> None:
        """The first call with plain names counts; defaults and stars are read as Python reads them."""
        parameters = "n" if shown == "`double(n)`" else "n, *, by=2, **rest"
        source = f"def double({parameters}):\n    return 2 * n\n"
        write(folder, reference=source, spec=f"# Double\n\n{shown}\n```\n>>> double(3)\n6\n```\n")
        (folder / "starter.py").write_text(source)
        found = Verification("double", folder)
        check_files(load_challenge(folder), found)
        assert found.problems == []

    @pytest.mark.parametrize(
        ("docstring", "names"),
        [
            ("x\n\nCaught by: test_a\n", ("test_a",)),
            ("x\n\n    Caught by:  test_a , test_b  \n", ("test_a", "test_b")),
            ("x\n\nCaught by: test_a,\n    test_b,\n    test_c\n", ("test_a", "test_b", "test_c")),
            ("x\n\nCaught by: test_a[1, 2], test_b\n", ("test_a[1, 2]", "test_b")),
            ("Is not Caught by: test_a\n", ()),
            ("", ()),
        ],
    )
    def test_named_catchers(self, docstring: str, names: tuple[str, ...]) -> None:
        """A line of the docstring names properties, with commas between them; also where the rest is not Python."""
        assert named_catchers(f'"""{docstring}"""\nx = 1\n'.encode()) == names
        assert named_catchers(f'"""{docstring}"""\nx = = 1\n'.encode()) == names

    def test_known_answers_are_found_by_their_folders(self, folder: Path) -> None:
        """Each with its verdict and its catchers, those of challenge.toml before its own."""
        write(folder, settings='[caught_by]\n"wrong_answer/one_too_many.py" = ["test_x"]')
        found = Verification("double", folder)
        answers = find_known_answers(load_challenge(folder), found)
        assert [(answer.name, answer.expected, answer.catchers) for answer in answers] == [
            ("accepted/adds.py", Verdict.ACCEPTED, ()),
            ("wrong_answer/one_too_many.py", Verdict.WRONG_ANSWER, ("test_x",)),
        ]
        assert found.problems == []

    def test_submissions_in_the_wrong_place(self, folder: Path) -> None:
        """None is passed over in silence: each stray one is an error, each folder that is no verdict one."""
        write(folder, settings='[caught_by]\n"wrong_answer/gone.py" = ["test_x"]')
        for name in ("wrong_anser/a.py", "wrong_anser/b.py", "notes/c.py", "d.py", "accepted/deep/e.py"):
            add(folder, name, ADDS)
        for name in (".cache/f.py", "accepted/__pycache__/g.py", "texts/h.txt", "accepted/readme.md"):
            add(folder, name, ADDS)
        found = Verification("double", folder)
        assert len(find_known_answers(load_challenge(folder), found)) == 2
        verdicts = ", ".join(sorted(verdict.value for verdict in Verdict if verdict is not Verdict.JUDGE_ERROR))
        below = {
            "submissions/accepted/deep/e.py": "lies too deep to be judged; move it to accepted/",
            "submissions/d.py": "lies in no folder that names its verdict; move it to one such as submissions/wrong_answer/",
            "submissions/notes": f"notes is no verdict; verdicts are {verdicts}",
            "submissions/wrong_anser": "wrong_anser is no verdict; did you mean wrong_answer?",
        }
        settings = 'caught_by."wrong_answer/gone.py": there is no such submission below submissions/'
        assert problems(found) == [
            *(("known_answers", f"double/{path}", 1, message) for path, message in below.items()),
            ("known_answers", "double/challenge.toml", 4, settings),
        ]

    def test_there_must_be_right_and_wrong_ones(self, folder: Path) -> None:
        """Without an accepted and a wrong submission nothing shows that the tests tell them apart."""
        write_challenge(folder, spec=SPEC)
        found = Verification("double", folder)
        assert find_known_answers(load_challenge(folder), found) == []
        assert [message.partition(";")[0] for message in messages(found, "known_answers")] == [
            "there is no known-answer submission in submissions/accepted",
            "there is no known-answer submission in submissions/wrong_answer",
        ]

    @pytest.mark.parametrize("name", ["submissions", "submissions/accepted"])
    def test_a_folder_that_cannot_be_listed(self, folder: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
        """It is an error, not a folder without submissions."""
        challenge = load_challenge(write(folder))
        iterdir = Path.iterdir

        def refuse(path: Path) -> Iterator[Path]:
            if path == folder / name:
                raise PermissionError(13, "Permission denied", str(path))
            return iterdir(path)

        monkeypatch.setattr(Path, "iterdir", refuse)
        with pytest.raises(ChallengeError, match=f"double/{name}: cannot be listed: Permission denied"):
            find_known_answers(challenge, Verification("double", folder))


class TestReference:
    """The reference solution is accepted."""

    def test_one_that_is_rejected_ends_the_verification(self, folder: Path, bench: Workbench) -> None:
        """Nothing else would mean anything; the call that shows it is named."""
        before = bench.judged
        found = verify_challenge(write(folder, reference="def double(n):\n    return 2 * n + (n == 3)\n"), bench)
        assert problems(found) == [
            (
                "reference",
                "double/reference.py",
                1,
                "the reference is wrong_answer: spec_examples: double(3) expected 6",
            )
        ]
        assert found.checks["reference"] == "is wrong_answer, so nothing else was checked"
        assert bench.judged == before + 1

    @pytest.mark.parametrize(
        ("body", "says"),
        [
            ("pytest.skip('not today')", "not today"),
            ("pass", "the hidden test never called the solution"),
            ("solution(1)\n    raise SystemExit(0)", "SystemExit: 0"),
        ],
    )
    def test_tests_that_judge_nothing(self, folder: Path, bench: Workbench, body: str, says: str) -> None:
        """A test that skips itself, asks nothing or exits is reported with the reference, by its name."""
        found = verify_challenge(write(folder, f"def test_odd(solution):\n    {body}\n"), bench)
        ((check, path, _, message),) = problems(found)
        assert (check, path) == ("reference", "double/reference.py")
        assert "test_odd" in message
        assert says in message

    @pytest.mark.usefixtures("all_of_it")
    def test_every_seed_counts(self, folder: Path, bench: Workbench) -> None:
        """A reference that fails on the seventh seed only is found, and no other seed is blamed."""
        source = f"def double(n):\n    return {only_on_seed(7, '-1')}\n"
        found = verify_challenge(write(folder, reference=source), bench)
        ours = [each for each in problems(found) if each[0] == "reference"]
        assert [each[:3] for each in ours] == [("reference", "double/reference.py", 1)]
        assert re.match(
            r"the reference is wrong_answer on seed 7: test_doubles: double\(\d+\) expected \d+", ours[0][3]
        )
        assert found.checks["reference"] == "accepted on 19 of 20 seeds, and at half the limits"

    def test_half_of_every_limit_must_do(self, folder: Path, bench: Workbench) -> None:
        """A reference that returns 700 bytes where 1,000 are allowed leaves too little room."""
        tests = """\
            @settings(max_examples=5)
            @given(n=st.integers(0, 9))
            def test_doubles(solution, n):
                assert solution(n) == 2 * n
            def test_long(solution):
                assert len(solution("x" * 350)) == 700
        """
        settings = "[limits]\nreturned_bytes = 1_000"
        wrongs = {"wrong_answer/short.py": wrong("n * 2 if isinstance(n, int) else n", by="test_long")}
        found = verify_challenge(write(folder, tests, wrongs, settings=settings), bench)
        (message,) = messages(found, "reference")
        what = "the reference is output_limit_exceeded at half the limits, which leave too little room, so widen them"
        assert message.startswith(f"{what}: test_long")
        assert found.checks["reference"] == "accepted on 4 seeds, but not at half the limits"


class TestKnownAnswers:
    """Known answers get the verdicts of their folders, by the properties that they name."""

    def test_each_kind_of_problem(self, folder: Path, bench: Workbench) -> None:
        """One problem for each submission, at its file, and none for those that are as they should be."""
        tests = (
            DOUBLES
            + """\
@pytest.mark.parametrize("n", [10**6, 10**7])
def test_large(solution, n):
    assert solution(n) == 2 * n
"""
        )
        submissions = {
            "accepted/wrong.py": "def double(n):\n    return 2 * n + (n > 10**5)\n",
            "invalid_submission/fine.py": '"""Caught by: loading"""\nx = 1\n',
            "invalid_submission/names_a_test.py": '"""Caught by: test_doubles"""\nx = 1\n',
            "runtime_error/is_wrong.py": wrong("2 * n + 1"),
            "wrong_answer/accepted.py": wrong("n + n"),
            "wrong_answer/any_parameter.py": wrong("2 * n + (n == 10**7)", by="test_large"),
            "wrong_answer/by_one_parameter.py": wrong("2 * n + (n == 10**7)", by="test_large[10000000]"),
            "wrong_answer/names_nothing.py": "def double(n):\n    return 0\n",
            "wrong_answer/names_no_property.py": wrong("0", by="test_dubles"),
            "wrong_answer/names_another.py": wrong("2 * n + (n == 10**7)", by="test_doubles"),
            "wrong_answer/names_too_many.py": wrong("2 * n + 1 - (n == 10**6)", by="test_doubles, test_large[1000000]"),
        }
        found = verify_challenge(write(folder, tests, submissions), bench)
        names = "spec_examples, test_doubles, test_large[1000000], test_large[10000000]"
        others = "spec_examples, test_doubles, test_large[10000000]"
        expected = {
            "accepted/wrong.py": (
                "is wrong_answer, its folder says accepted: test_large[1000000]: double(1000000) expected 2000000"
            ),
            "invalid_submission/names_a_test.py": (
                "cannot be loaded, so no property catches it; write 'Caught by: loading', not test_doubles"
            ),
            "runtime_error/is_wrong.py": (
                "is wrong_answer, its folder says runtime_error: spec_examples: double(3) expected 6"
            ),
            "wrong_answer/accepted.py": "is accepted, its folder says wrong_answer: every property holds",
            "wrong_answer/names_another.py": (
                "is to be caught by test_doubles, which holds; it is caught by test_large[10000000]"
            ),
            "wrong_answer/names_no_property.py": (
                f"is to be caught by test_dubles, which is no property; there are {names}"
            ),
            "wrong_answer/names_nothing.py": (
                "does not say what must catch it; add a line 'Caught by: spec_examples' to its docstring"
            ),
            "wrong_answer/names_too_many.py": (
                f"is to be caught by test_large[1000000], which holds; it is caught by {others}"
            ),
        }
        assert [each for each in problems(found) if each[0] == "known_answers"] == [
            ("known_answers", f"double/submissions/{name}", 1, f"{name} {message}")
            for name, message in expected.items()
        ]
        assert found.checks["known_answers"] == "2 accepted and 11 rejected submissions, on 3 seeds"

    def test_several_seeds_count(self, folder: Path, bench: Workbench) -> None:
        """A submission that gets through on the last seed, or is caught by what it names on the first only, is found."""
        tests = DOUBLES + "def test_large(solution):\n    assert solution(10**6) == 2 * 10**6\n"
        submissions = {
            "accepted/not_on_seed_1.py": f"def double(n):\n    return {only_on_seed(1, '0')}\n",
            "wrong_answer/not_on_seed_2.py": wrong(only_on_seed(2, "2 * n", otherwise="0")),
            "wrong_answer/large_not_on_seed_1.py": wrong(
                only_on_seed(1, "(n < 10**6 and 1) + 2 * n", "0"), by="test_large"
            ),
            "wrong_answer/large.py": wrong("2 * n + (n == 10**6)", by="test_large"),
        }
        found = verify_challenge(write(folder, tests, submissions), bench)
        assert [message.partition(": ")[0].partition(", which")[0] for message in messages(found, "known_answers")] == [
            "accepted/not_on_seed_1.py on seed 1 is wrong_answer, its folder says accepted",
            "wrong_answer/large_not_on_seed_1.py on seed 1 is to be caught by test_large",
            "wrong_answer/not_on_seed_2.py on seed 2 is accepted, its folder says wrong_answer",
        ]

    def test_right_verdicts_do_not_hide_faulty_tests(self, folder: Path, bench: Workbench) -> None:
        """A test that is at fault behind the property that decides is found all the same."""
        tests = (
            DOUBLES
            + """\
@settings(max_examples=9)
@given(n=st.integers(0, 9))
def test_late(solution, n):
    assume(solution(n) == 2 * n)
"""
        )
        found = verify_challenge(write(folder, tests), bench)
        fault = "test_late: the hidden test rejects an input after it called the solution"
        what = f"wrong_answer/one_too_many.py is wrong_answer as it should be, but the tests are at fault: {fault}"
        assert messages(found, "known_answers") == [what]

    def test_a_property_that_rejects_nothing_is_an_error(self, folder: Path, bench: Workbench) -> None:
        """At the line of its test; what a wrongly accepted or unloadable submission is rejected by does not count."""
        tests = DOUBLES + "\n\ndef test_zero(solution):\n    assert solution(0) == 0\n"
        submissions = {
            "accepted/not_zero.py": "def double(n):\n    return 2 * n or 1\n",
            "invalid_submission/empty.py": "",
            "wrong_answer/one_too_many.py": wrong("2 * n + (n > 9)"),
        }
        found = verify_challenge(write(folder, tests, submissions), bench)
        line = (folder / "test_double.py").read_text().splitlines().index("def test_zero(solution):") + 1
        what = "test_zero rejects no known-answer submission, so nothing shows that it can; add one that it catches"
        assert [each for each in problems(found) if each[0] == "kill_matrix"] == [
            ("kill_matrix", "double/test_double.py", line, what)
        ]
        assert found.checks["kill_matrix"] == "1 of 2 properties reject a known answer"


SPEC_OF_TYPE = "# Double\n\n`double(n)`\n\n```\n>>> type(double(3)).__name__\n'int'\n```\n"
WEAK = """\
@settings(max_examples=9)
@given(n=st.integers(0, 99))
def test_type(solution, n):
    assert_type(solution(n), int)
"""


class TestJunkAndMutants:
    """Submissions made from the challenge itself are rejected."""

    @pytest.mark.usefixtures("all_of_it")
    def test_accepted_junk_is_an_error_or_a_note(self, folder: Path, bench: Workbench) -> None:
        """An error at the tests, but a note for what some statements allow."""
        submissions = {"wrong_answer/one_too_many.py": wrong("str(n)", by="test_type")}
        found = verify_challenge(write(folder, WEAK, submissions, spec=SPEC_OF_TYPE), bench)
        accepted = {row.name for row in found.junk if row.verdict is Verdict.ACCEPTED}
        assert "returns_zero" in accepted
        what = "junk is accepted: returns_zero, which returns 0, whatever it is asked; add a property that rejects it"
        assert ("junk", "double/test_double.py", 1, what) in problems(found)
        notes = [each[3] for each in problems(found, are_errors=False) if each[0] == "junk"]
        assert any(note.startswith("junk is accepted: right_up_to_size_1000") for note in notes)
        assert all("; right only if " in note for note in notes)
        assert found.checks["junk"].endswith(
            f"accepted: {', '.join(row.name for row in found.junk if row.name in accepted)}"
        )

    def test_tests_that_break_on_junk_or_mutants(self, folder: Path, bench: Workbench) -> None:
        """A test that lets the answer decide what counts is at fault, so neither is rejected by it."""
        tests = """\
            @settings(max_examples=9)
            @given(n=st.integers(1, 99))
            def test_doubles(solution, n):
                answer = solution(n)
                assume(answer is not None and answer >= n)
                assert answer == 2 * n
        """
        found = verify_challenge(write(folder, tests, spec=SPEC_OF_TYPE, reference=ADDS), bench)
        fault = "test_doubles: the hidden test rejects an input after it called the solution"
        at = ("double/test_double.py", 1)
        what = f"the tests are at fault on returns_zero, which returns 0, whatever it is asked: {fault}"
        assert ("junk", *at, what) in problems(found)
        broken = [each for each in problems(found) if each[0] == "mutants" and "at fault" in each[3]]
        assert broken
        assert all(each[1:3] == at and each[3].endswith(fault) for each in broken)
        assert found.mutation is not None
        assert found.mutation.killed + len(broken) == found.mutation.total
        assert found.mutation.score < 100

    REFERENCE = "def double(n):\n    if n > 10**6:\n        return n + n\n    return 2 * n\n"

    def test_survivors_are_errors_at_their_lines(self, folder: Path, bench: Workbench) -> None:
        """Each with its diff and its mark in the report."""
        found = verify_challenge(write(folder, reference=self.REFERENCE), bench)
        ours = [each for each in problems(found) if each[0] == "mutants"]
        assert ours
        assert (
            "mutants",
            "double/reference.py",
            2,
            "a mutant survives (boundary): if n > 10**6: → if n >= 10**6:",
        ) in ours
        assert found.mutation is not None
        assert len(found.mutation.survivors) == len(ours)
        row = next(row for row in found.mutation.survivors if row.operator == "boundary")
        assert "-    if n > 10**6:\n+    if n >= 10**6:\n" in row.diff
        assert row.mark.startswith('[[mutation.equivalent]]\noriginal = "if n > 10**6:"\n')
        score = 100 * found.mutation.killed / found.mutation.total
        assert found.checks["mutants"].endswith(f" {len(ours)} survive: {score:.1f} %, 100 % demanded")

    def test_below_the_threshold_survivors_are_errors_and_above_it_notes(self, folder: Path, bench: Workbench) -> None:
        """The threshold is of the author's choosing."""
        write(folder, reference=self.REFERENCE, settings="[mutation]\nthreshold = 20")
        found = verify_challenge(folder, bench)
        assert problems(found) == []
        assert {each[0] for each in problems(found, are_errors=False)} == {"mutants"}
        (row,) = (row for row in found.rows if row.name == "mutants")
        assert row.state is State.WARNING

    def test_marks(self, folder: Path, bench: Workbench) -> None:
        """One that holds excuses its mutant, those that do not are errors at their own lines."""
        marks = [("if n > 10**6:", "if n >= 10**6:"), ("return 2 * n", "return 3 * n"), ("return 4", "return 5")]
        settings = "[mutation]\nthreshold = 20\n" + "".join(
            f'[[mutation.equivalent]]\noriginal = "{original}"\nmutated = "{mutated}"\nreason = "Because."\n'
            for original, mutated in marks
        )
        found = verify_challenge(write(folder, reference=self.REFERENCE, settings=settings), bench)
        assert found.mutation is not None
        assert [(row.mutated, row.reason) for row in found.mutation.marked] == [("if n >= 10**6:", "Because.")]
        rejected = (
            "a mutant marked as equivalent is rejected by spec_examples: return 2 * n → return 3 * n; remove the mark"
        )
        unused = "no mutant is marked by return 4 → return 5; remove or correct the mark"
        assert problems(found) == [
            ("mutants", "double/challenge.toml", 9, rejected),
            ("mutants", "double/challenge.toml", 13, unused),
        ]


BURN = """\
import time


def double(n):
    begin = time.process_time()
    while time.process_time() - begin < {seconds} and n == 7:
        pass
    return 2 * n
"""
SLOW = '"""Slow.\n\nCaught by: test_seven\n"""\n' + BURN


def judged(share: float, verdict: Verdict = Verdict.ACCEPTED, cause: str | None = None) -> Judged:
    """A result whose one property came so near to its time limit."""
    return Judged(verdict, "", 0.0, (JudgedProperty("test", verdict, cause, 1, 0.0, share, "", "", ""),))


class TestTimeWindow:
    """The time limit has room above what is accepted and below what is too slow."""

    def test_submissions_are_measured(self, folder: Path, bench: Workbench) -> None:
        """One that takes a fifth more than the limit is too fast to be told from one that is merely unlucky."""
        tests = DOUBLES + "".join(
            f"def test_{name}(solution):\n    assert solution({n}) == {2 * n}\n"
            for name, n in (("seven", 7), ("last", 1))
        )
        submissions = {
            "accepted/slow.py": BURN.format(seconds=0.04),
            "time_limit_exceeded/hardly.py": SLOW.format(seconds=0.24),
        }
        settings = "\n[limits]\ncpu_seconds_per_call = 0.2\n[time_window]\nac_to_time_limit = 2"
        found = verify_challenge(write(folder, tests, submissions, settings=settings), bench)
        assert found.window is not None
        assert found.window.slowest_name == "accepted/slow.py in test_seven"
        assert 0.1 < found.window.slowest < 0.5
        assert found.window.fastest_name == "time_limit_exceeded/hardly.py in test_seven"
        assert 1.1 < found.window.fastest < 1.5
        (row,) = (row for row in found.submissions if row.name == "time_limit_exceeded/hardly.py")
        assert [name for name, _ in row.by_property] == ["spec_examples", "test_doubles", "test_seven"]
        ((check, path, line, message),) = problems(found)
        assert (check, path, line) == ("time_window", "double/challenge.toml", 6)
        assert message.startswith("the time limit is loose: time_limit_exceeded/hardly.py in test_seven takes 1.")
        assert f"{found.window.fastest:.2f} × the limit, and it must take 1.5 ×; multiply the limit" in message

    @pytest.mark.parametrize(
        ("slowest", "fastest", "problem", "factors"),
        [
            (0.5, 1.5, "", ""),
            (0.01, None, "", ""),
            (
                0.6,
                None,
                "tight: accepted/a.py in test takes 0.60 × the limit, and the limit must be 2 × its time",
                "1.20",
            ),
            (
                0.6,
                2.4,
                "tight: accepted/a.py in test takes 0.60 × the limit, and the limit must be 2 × its time",
                "from 1.20 to 1.60",
            ),
            (0.1, 1.2, "loose: slow takes 1.20 × the limit, and it must take 1.5 ×", "from 0.20 to 0.80"),
            (
                0.9,
                1.2,
                "empty: accepted/a.py in test takes 0.90 × the limit and slow 1.20 ×, so no limit is 2 × the",
                "",
            ),
        ],
    )
    def test_what_is_wrong_with_a_window(
        self, folder: Path, slowest: float, fastest: float | None, problem: str, factors: str
    ) -> None:
        """Too tight, too loose, or empty; the message has the factors to choose from."""
        challenge = load_challenge(write(folder))
        too_slow = [] if fastest is None else [time_window.TooSlow(fastest, "slow", is_bound=False)]
        found = Verification("double", folder)
        time_window.check_time_window(challenge, [(0.0, "b"), (slowest, "accepted/a.py in test")], too_slow, found)
        if not problem:
            assert found.problems == []
            return
        (message,) = messages(found, "time_window")
        assert re.match(rf"the time (limit|window) is {re.escape(problem)}", message)
        mend = "multiply the limit (times_reference of that property, or limits.cpu_seconds_per_call) by"
        assert message.endswith(f"{mend} {factors}" if factors else "leave one of the two out")

    def test_the_median_counts_and_what_comes_too_near_is_measured_again(self, folder: Path) -> None:
        """Of three measurements, or of six where three of them come nearer to the limit than demanded."""
        challenge = load_challenge(write(folder))
        answers = [KnownAnswer(name, Path(name), b"", Verdict.ACCEPTED, ()) for name in ("far.py", "near.py")]
        results = {
            "far.py": [judged(0.3), judged(0.0), judged(9.0)],
            "near.py": [judged(0.7), judged(0.8), judged(0.2)],
        }
        seeds: list[int] = []

        class Bench:
            def judge(self, *_: object, plan: Plan, seed: int) -> Callable[[], Judged]:
                assert plan.only == {"test"}
                seeds.append(seed)
                return lambda: judged(0.4)

        finish = time_window.follow_accepted_submissions(challenge, answers, results, Bench())  # type: ignore[arg-type]
        assert finish() == [(0.3, "far.py in test"), (0.4, "near.py in test")]
        assert seeds == [3, 4, 5]

    def test_those_that_run_into_no_limit_are_not_followed(self, folder: Path) -> None:
        """One rejected for how its time grows, or for elapsed time, says nothing about the window."""
        challenge = load_challenge(write(folder))
        slow = Verdict.TIME_LIMIT_EXCEEDED
        answers = [KnownAnswer(name, Path(name), b"", slow, ()) for name in ("grows.py", "sleeps.py", "burns.py")]
        results = {
            "grows.py": [judged(0.1, slow, "cpu_time")],
            "sleeps.py": [judged(1.2, slow, "wall_time")],
            "burns.py": [judged(1.01, slow, "cpu_time")],
        }
        asked: list[Plan] = []

        class Bench:
            def judge(self, *_: object, plan: Plan, seed: int = 0) -> Callable[[], Judged]:
                asked.append(plan)
                return lambda: judged(1.2 + seed / 10)

        finish = time_window.follow_slow_submissions(challenge, answers, results, Bench())  # type: ignore[arg-type]
        assert finish() == [time_window.TooSlow(pytest.approx(1.3), "burns.py in test", is_bound=False)]
        assert len(asked) == 3, "once more on two seeds, since it took less than demanded"
        assert all(plan.time_factor == pytest.approx(1.65) and plan.only == {"test"} for plan in asked)
        assert asked[0].limits == challenge.limits.with_time(asked[0].time_factor)


def test_strategies_that_ask_little_are_worth_a_look(folder: Path, bench: Workbench) -> None:
    """An assume() that turns most away, and a strategy with few inputs, are notes at their tests."""
    tests = """\
        @settings(max_examples=9)
        @given(n=st.integers(0, 10_000))
        def test_doubles(solution, n):
            assume(n % 3 == 0)
            assert solution(n) == 2 * n
        @given(n=st.sampled_from([4, 5]))
        def test_few(solution, n):
            assert solution(n) == 2 * n
    """
    submissions = {"wrong_answer/five.py": wrong("2 * n + (n == 5)", by="test_few")}
    found = verify_challenge(write(folder, tests, submissions), bench)
    assert problems(found) == []
    first, second = problems(found, are_errors=False)
    assert first[:3] == ("inputs", "double/test_double.py", TEST_LINE)
    assert re.fullmatch(r"assume\(\) turns away \d\d% of what test_doubles generates; narrow its strategies", first[3])
    what = "test_few generates only 2 different inputs; widen its strategies"
    assert second == ("inputs", "double/test_double.py", TEST_LINE + 5, what)


@pytest.fixture
def few_seeds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Certificates on twelve seeds."""
    monkeypatch.setattr(certificate, "SEEDS", 12)
    monkeypatch.setattr(certificate, "_TRIAL_SEEDS", 4)


@pytest.mark.usefixtures("few_seeds")
class TestCertificate:
    """With --thorough, how surely wrong submissions are caught, over many seeds."""

    SUBMISSIONS = {  # noqa: RUF012  # a table
        "wrong_answer/above_900.py": wrong("2 * n + (n > 500)"),  # on which input depends on the seed
    }

    def test_is_kept_in_the_folder(self, folder: Path, bench: Workbench) -> None:
        """It has a figure for each submission that is caught by chance, and names the worst."""
        write(folder, submissions=self.SUBMISSIONS)
        found = verify_challenge(folder, bench, thorough=True)
        assert problems(found) == []
        content = read_certificate(load_challenge(folder))
        assert content is not None
        assert content["challenge"] == {"name": "double", "digest": load_challenge(folder).digest}
        assert (content["seeds"], content["confidence"]) == (12, 0.99)
        low = content["wrong"]["worst"]["interval"][0]
        assert content["wrong"] == {
            "pool": 2,
            "caught": 2,
            "always": 1,
            "worst": {"name": "wrong_answer/above_900.py", "rejected": 12, "seeds": 12, "interval": [low, 1.0]},
            "by_chance": [content["wrong"]["worst"]],
        }
        assert low == pytest.approx(0.005 ** (1 / 12), abs=1e-4)
        assert content["right"]["pool"] == 1
        assert content["right"]["judgements"] == 12
        assert found.checks["certificate"] == describe_certificate(content)
        assert found.checks["certificate"].startswith(
            "2 of 2 wrong submissions and surviving mutants caught, 1 by an unchanging example"
        )

    def test_one_that_slips_through_and_a_right_one_that_does_not_are_errors(
        self, folder: Path, bench: Workbench
    ) -> None:
        """Both are named at their files, and no certificate is kept."""
        submissions = {
            "accepted/not_on_seed_11.py": f"def double(n):\n    return {only_on_seed(11, '-1')}\n",
            "wrong_answer/not_on_seed_10.py": wrong(only_on_seed(10, "2 * n", otherwise="2 * n + (n > 500)")),
        }
        found = verify_challenge(write(folder, submissions=submissions), bench, thorough=True)
        low, high = binomial_interval(11, 12, 0.99)
        slips = f"wrong_answer/not_on_seed_10.py is rejected on 11 of 12 seeds only ({low:.1%} to {high:.1%})"
        mend = "add an @example that catches it, or generate such inputs more often"
        unjust = "accepted/not_on_seed_11.py is right, and rejected on 1 of 12 seeds"
        assert problems(found) == [
            ("certificate", "double/submissions/wrong_answer/not_on_seed_10.py", 1, f"{slips}; {mend}"),
            ("certificate", "double/submissions/accepted/not_on_seed_11.py", 1, unjust),
        ]
        assert not (folder / CERTIFICATE_FILE).exists()

    def test_is_not_made_for_an_invalid_challenge(self, folder: Path, bench: Workbench) -> None:
        """Its figures would certify nothing, so they are not even computed."""
        write(folder)
        (folder / "starter.py").unlink()
        before = bench.judged + bench.remembered
        verify_challenge(folder, bench)
        asked = bench.judged + bench.remembered - before
        found = verify_challenge(folder, bench, thorough=True)
        assert bench.judged + bench.remembered - before == 2 * asked
        assert found.checks["certificate"] == "not made, since the challenge is not valid"
        assert not (folder / CERTIFICATE_FILE).exists()

    def test_a_folder_that_cannot_be_written_is_an_error_before_the_work_is_done(
        self, folder: Path, bench: Workbench, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Nothing is judged for a certificate that nobody could keep."""
        write(folder)
        verify_challenge(folder, bench)
        before = bench.judged
        monkeypatch.setattr(os, "access", lambda *_: False)
        found = verify_challenge(folder, bench, thorough=True)
        assert problems(found) == [
            ("certificate", "double", 1, "certificate.json cannot be written: permission denied")
        ]
        assert bench.judged == before

    @pytest.mark.parametrize("content", [None, "", "[]", '{"schema": 2}', "\udcff"])
    def test_one_that_cannot_be_read_is_none(self, folder: Path, content: str | None) -> None:
        """A certificate of another format counts as none, and so does a file that is something else."""
        write_challenge(folder)
        if content is not None:
            (folder / CERTIFICATE_FILE).write_bytes(content.encode("utf-8", "surrogateescape"))
        assert read_certificate(load_challenge(folder)) is None


@given(trials=st.integers(1, 300), share=st.floats(0, 1))
def test_binomial_intervals(trials: int, share: float) -> None:
    """They hold the share that was seen, mirror each other, and have the ends that are known in closed form."""
    successes = round(trials * share)
    low, high = binomial_interval(successes, trials, 0.99)
    assert 0 <= low <= successes / trials <= high <= 1
    other_low, other_high = binomial_interval(trials - successes, trials, 0.99)
    assert (low, high) == pytest.approx((1 - other_high, 1 - other_low), abs=1e-6)
    if successes == 0:
        assert (low, high) == pytest.approx((0, 1 - 0.005 ** (1 / trials)), abs=1e-6)


class TestCache:
    """What did not change is not judged again."""

    @pytest.fixture
    def verify(self, tmp_path: Path, folder: Path) -> Callable[..., int]:
        """Verify the challenge in a run of its own; how much was judged."""

        def verify(folder: Path = folder, *, fresh: bool = False) -> int:
            cache = VerdictCache(folder=tmp_path / "cache", fresh=fresh)
            with closing(cache), Workbench(cache, processes=1) as bench:
                found = verify_challenge(folder, bench)
                assert problems(found) == []
                assert [str(row.path) for row in found.properties] == [f"{folder}/spec.md", f"{folder}/test_double.py"]
                if not bench.judged:
                    assert bench._pool is None, "no process is started for what is known"
            return bench.judged

        return verify

    def test_only_what_changed_is_judged(self, folder: Path, verify: Callable[..., int]) -> None:
        """Nothing the second time, one submission where one changed, everything with `fresh`."""
        write(folder)
        everything = verify()
        assert everything > 10
        assert verify() == 0
        add(folder, "accepted/adds.py", ADDS + "# changed\n")
        assert verify() == len(known_answers_check._SEEDS)
        assert verify() == 0
        with (folder / "challenge.toml").open("a") as settings:
            settings.write('tags = ["new"]\n[mutation]\nthreshold = 50\n')
        assert verify() == 0, "neither decides verdicts"
        Path("moved").mkdir()
        folder.rename("moved/double")
        assert verify(Path("moved/double")) == 0, "a verdict does not depend on where the folder is"
        Path("moved/double").rename(folder)
        assert verify(fresh=True) == everything


class TestWorkbench:
    """Its parts that only go wrong when something else does."""

    def test_a_lost_process_is_the_judges_error(self, folder: Path) -> None:
        """Everybody who waits learns of it, and so does who asks for more; it names what was being judged."""
        challenge = load_challenge(write(folder, "def test_hangs(solution):\n    while True:\n        solution(1)\n"))
        with closing(VerdictCache()) as cache, Workbench(cache, processes=1) as bench:
            waits = [bench.judge(challenge, b"", f"wrong_answer/{name}.py") for name in "ab"]
            assert bench._pool is not None
            (process,) = bench._pool._processes.values()  # type: ignore[attr-defined]
            os.kill(process.pid, signal.SIGKILL)
            for wait in waits:
                with pytest.raises(
                    JudgeError, match=r"a process that judges is gone: .* It was judging double: wrong_answer/a\.py$"
                ):
                    wait()
            with pytest.raises(JudgeError, match="a process that judges is gone"):
                bench.judge(challenge, b"", "wrong_answer/c.py")

    def test_stopping_ends_what_runs_at_once(self, folder: Path, is_running: Callable[[int], bool]) -> None:
        """Also a test that never ends; nobody waits on, and no process is left."""
        challenge = load_challenge(write(folder, "def test_hangs(solution):\n    while True:\n        solution(1)\n"))
        with closing(VerdictCache()) as cache, Workbench(cache, processes=1) as bench:
            wait = bench.judge(challenge, b"def double(n): ...", "wrong_answer/a.py")
            assert bench._pool is not None
            (process,) = bench._pool._processes.values()  # type: ignore[attr-defined]
            bench.stop()
            assert not is_running(process.pid)
            with pytest.raises(JudgeError):
                wait()
            with pytest.raises(JudgeError, match="stopped"):
                bench.judge(challenge, b"", "wrong_answer/c.py")

    def test_an_error_in_one_challenge_ends_all(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """The others are not waited for."""
        slow = write(folder, "def test_hangs(solution):\n    while True:\n        solution(1)\n")
        began = threading.Event()

        def fail(folder: Path, bench: Workbench, *, thorough: bool) -> Verification:
            if folder == slow:
                began.set()
                return verify_challenge(folder, bench, thorough=thorough)
            began.wait()
            raise JudgeError("broken")

        monkeypatch.setattr("judge.package.verify.checks.verify_challenge", fail)
        with (
            closing(VerdictCache()) as cache,
            Workbench(cache, processes=1) as bench,
            pytest.raises(JudgeError, match="broken"),
        ):
            list(verify_challenges([Path("first"), slow], bench))

    def test_progress_counts_every_result(self, folder: Path, tmp_path: Path) -> None:
        """Whether it was judged or remembered."""
        challenge = load_challenge(write(folder))
        figures = []
        for _ in range(2):
            told: list[tuple[int, int]] = []
            note = partial(lambda told, *counts: told.append(counts), told)
            with closing(VerdictCache(folder=tmp_path)) as cache, Workbench(cache, processes=1, progress=note) as bench:
                bench.judge(challenge, REFERENCE.encode(), "a.py", plan=Plan(explore=False))()
            figures.append((told, bench.judged, bench.remembered))
        assert figures == [([(0, 1), (1, 1)], 1, 0), ([(0, 1), (1, 1)], 0, 1)]


class TestEndlessTests:
    """Hidden tests run in the judge's own process, so it is the judge that has to end them."""

    @pytest.fixture
    def judge(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], dict[str, Any]]]:
        """Judge the reference by some tests in this process, with little patience."""

        def judge(tests: str) -> dict[str, Any]:
            challenge = load_challenge(write(folder, tests))
            task = tasks.make_task(
                str(folder.resolve()), challenge.digest, REFERENCE.encode(), "a.py", isolation="best-effort"
            )
            return tasks.judge_task(task)

        judge_once = "def test_once(solution):\n    assert solution(1) == 2\n"
        assert judge(judge_once)["result"]["verdict"] == "accepted"  # all is imported now
        monkeypatch.setattr(tasks, "_longest", lambda *_: 2.0)
        yield judge
        tasks.close_graders()
        assert signal.getsignal(signal.SIGALRM) is signal.SIG_DFL
        assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)

    @pytest.mark.parametrize(
        "body",
        [
            "while solution(1) != 3: pass",
            "solution(1)\n    while True:\n        try: [0 for _ in iter(int, 1)]\n        except TypeError: pass",
        ],
    )
    def test_they_are_interrupted_and_named(self, judge: Callable[[str], dict[str, Any]], body: str) -> None:
        """The message has the line that they are in."""
        result = judge(f"def test_endless(solution):\n    {body}\n")["result"]
        assert result["verdict"] == "judge_error"
        assert re.search(r"TimeoutError: not ended after 2 s \(at test_double\.py:\d+\)", result["message"])

    def test_those_that_hang_when_they_are_imported(self, judge: Callable[[str], dict[str, Any]]) -> None:
        """There is no property yet, so the file is at fault."""
        done = judge("while True:\n    pass\n")
        assert done["kind"] == "ChallengeError"
        assert "cannot be collected: TimeoutError: not ended after 2 s (at test_double.py:5)" in done["error"]
