"""A counterexample shows at a glance what is wrong: a call to paste, where values differ, what was changed, how often."""

from __future__ import annotations

import sysconfig
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from judge.grading.difference import describe_change, describe_difference
from judge.grading.frequencies import draw_shares
from judge.grading.tracebacks import with_relative_names
from judge.report.text import render_text
from judge.testing.failures import Share
from tests.building import judge_source, only, run_judge, write_challenge, write_submission

NAN = float("nan")


@pytest.mark.parametrize(
    ("found", "expected", "shown"),
    [
        ([1, 2, 4], [1, 2, 3], {"differs": "[2]: 4, not 3", "missing": "3", "surplus": "4"}),
        ([1, 2], [1, 2, 3], {"differs": "[2]: nothing, not 3", "missing": "3"}),
        ([1, 2, 3, 3], [1, 2, 3], {"differs": "[3]: 3, not nothing", "surplus": "3"}),
        ([2, 1], [1, 2], {"differs": "[0]: 2, not 1", "order": "the same elements in another order"}),
        ([[1], [2, [3]]], [[1], [2, [4]]], {"differs": "[1][1][0]: 3, not 4"}),
        ([True], [1], {"differs": "[0]: True, not 1", "missing": "1", "surplus": "True"}),
        ([np.float64(1.5)], [1.5], {}),
        ([NAN, 1], [NAN, 2], {"differs": "[1]: 1, not 2", "missing": "2", "surplus": "1"}),
        ({"a": [1]}, {"a": [2]}, {"differs": "['a'][0]: 1, not 2"}),
        ({"b": 1}, {"a": 1}, {"differs": "['a']: nothing, not 1"}),
        ({1, 2, 3}, {2, 3, 4}, {"missing": "4", "surplus": "1"}),
        (np.array([1, 2]), np.array([1, 3]), {"differs": "[1]: 2, not 3", "missing": "3", "surplus": "2"}),
        (0.5, 0.25, {"differs": "by 0.25, relative error 1"}),
        (1e-3, 0.0, {"differs": "by 0.001"}),
        (3, 36, {}),
        (NAN, 1.0, {}),
        (10**400, 1.5, {}),
        (True, False, {}),
        ("abcdef", "abXdef", {"differs": "from index 2 on: 'abcdef', not 'abXdef'"}),
        ("abc", "abcdef", {"differs": "from index 3 on: 'abc', not 'abcdef'; 3 characters, not 6"}),
        (None, [1], {}),
        ((1,), [1], {"order": ""}),
    ],
)
def test_difference(found: object, expected: object, shown: dict[str, str]) -> None:
    """The first place, what is missing and what is too many, the relative error: as far as there is something to say."""
    details = dict(describe_difference(found, expected))
    assert details == {label: text for label, text in shown.items() if text}


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40) | st.binary(max_size=10),
    lambda inner: (
        st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=3), inner, max_size=4) | st.tuples(inner, inner)
    ),
    max_leaves=12,
)


@settings(max_examples=150)
@given(found=PLAIN, expected=PLAIN)
def test_any_two_values_can_be_compared(found: object, expected: object) -> None:
    """Nothing that a submission returns upsets the comparison, and what it says is short."""
    for details in (describe_difference(found, expected), describe_change(found, expected)):
        assert all(isinstance(text, str) and len(text) < 3_000 for pair in details for text in pair)
    assert describe_difference(found, found) == ()


def test_long_lists_are_compared_shortly() -> None:
    """Of many missing elements a few are shown, with how many there are."""
    details = dict(describe_difference(list(range(1_000)), list(range(500, 100_000))))
    assert details["differs"] == "[0]: 0, not 500"
    assert details["missing"].startswith("1000, 1001, ")
    assert "more …" in details["missing"]
    assert all(len(text) < 250 for text in details.values())


def test_the_call_can_be_pasted(tmp_path: Path) -> None:
    """Below the submission's source, the call of the counterexample does what the report says, for long arguments too."""
    source = "def double(n):\n    return len(n)\n"
    tests = (
        "def test_a(solution):\n    assert solution([[k, -0.5, float('nan'), 'x', None] for k in range(50)]) == 51\n"
    )
    reference = "def double(n):\n    return len(n) + 1\n"
    found = only(judge_source(tmp_path, source, tests, reference=reference)).counterexample
    names: dict[str, object] = {}
    exec(source, names)
    assert eval(found.call, names) == 50
    assert (found.returned, found.message) == ("50", "expected 51")
    assert found.call in render_text(judge_source(tmp_path, source, tests, reference=reference))


def test_long_arguments_are_abbreviated_once(tmp_path: Path) -> None:
    """What is too long to paste keeps both ends and says how much is left out; the text report shortens it no further."""
    tests = "def test_a(solution):\n    assert solution(list(range(10_000))) == 1\n"
    result = judge_source(tmp_path, "def double(n):\n    return n\n", tests, reference="def double(n):\n    return 1\n")
    found = only(result).counterexample
    assert found.call.startswith("double([0, 1, 2, ")
    assert found.call.endswith(" more …, 9997, 9998, 9999])")
    assert len(found.call) < 400
    assert "characters …" not in render_text(result)


def test_argument_before_and_after(tmp_path: Path) -> None:
    """For an argument that was changed: what it was, what it is, and where they differ."""
    tests = "def test_a(solution):\n    assert_arguments_unchanged(solution, [[1, 2], [3]])\n"
    result = judge_source(
        tmp_path, "def double(n):\n    n[1].append(4)\n", tests, reference="def double(n):\n    return None\n"
    )
    found = only(result).counterexample
    assert found.message == "argument 1 was changed by the call"
    assert dict(found.details) == {
        "before": "[[1, 2], [3]]",
        "after": "[[1, 2], [3, 4]]",
        "changed": "[1][1]: now 4, before nothing",
    }


@pytest.mark.parametrize(
    ("body", "details"),
    [
        (
            "return n if n < 2 else [n, 9]",
            {"correct": "[2, 3]", "differs": "[1]: 9, not 3", "missing": "3", "surplus": "9"},
        ),
        ("return n if n < 2 else 1 / 0", {"correct": "[2, 3]"}),
    ],
)
def test_correct_answer_where_the_test_does_not_say_it(tmp_path: Path, body: str, details: dict[str, str]) -> None:
    """Where a property is a relation, the reference's answer to the very call stands beside the candidate's."""
    tests = "def test_a(solution):\n    for n in range(4):\n        if solution(n) == [n, 9]:\n            pytest.fail('no')\n"
    reference = "def double(n):\n    return [n, n + 1]\n"
    found = only(judge_source(tmp_path, f"def double(n):\n    {body}\n", tests, reference=reference)).counterexample
    assert found.call == "double(2)"
    assert dict(found.details) == details


def test_no_correct_answer_where_chance_decides(tmp_path: Path) -> None:
    """What the reference happened to draw is no answer to compare with."""
    tests = "def test_a(solution):\n    if solution.sample(5, 0) == [7] * 5:\n        pytest.fail('always the same')\n"
    reference = "import random\ndef double(n):\n    return random.randrange(6)\n"
    result = judge_source(tmp_path, "def double(n):\n    return 7\n", tests, reference=reference)
    assert only(result).counterexample.details == ()


def test_frequencies_are_drawn_with_their_bounds(tmp_path: Path) -> None:
    """A bar for each key, brackets around what is accepted; keys outside of it come first."""
    tests = (
        "def test_a(solution):\n"
        "    assert_frequencies(solution.sample(1_000, 0), {0: 1, 1: 1, 2: 2}, false_rejection=1e-9)\n"
    )
    reference = "import random\ndef double(n):\n    return random.choice([0, 1, 2, 2])\n"
    result = judge_source(
        tmp_path, "import random\ndef double(n):\n    return random.choice([0, 1, 1, 2])\n", tests, reference=reference
    )
    ((label, plot),) = only(result).counterexample.details
    assert label == "drawn"
    first, *others = plot.splitlines()
    assert [line[0] for line in (first, *others)] == ["1", "2", "0"]
    assert first.index("]") < first.rindex("=")
    assert others[0].rindex("=") < others[0].index("[")
    assert "expected 50 % (" in others[0]
    assert plot.splitlines()[0] in render_text(result)


def test_bars_fit_whatever_the_counts() -> None:
    """Bars are of one width, and many keys are cut off after those outside their bounds."""
    inside = [Share(f"key {key}", 10, 1_000, 0.01, 1, 30) for key in range(100)]
    outside = Share("x" * 100, 1_000, 1_000, 0.01, 0, 30)
    ((_, plot),) = draw_shares([*inside, outside])
    lines = plot.splitlines()
    assert len(lines) == 11
    assert "100.0 %" in lines[0]
    assert lines[-1] == "… 91 more, within their bounds …"
    assert len({line.index("%") for line in lines[1:-1]}) == 1
    draw_shares([Share("a", 0, 1, 0.0, 0, 0)])


def test_traceback_has_the_candidate_s_lines_and_relative_names(tmp_path: Path) -> None:
    """Neither the judge's frames nor the folders of this machine are in a traceback, a library's frames are."""
    source = "import json\ndef double(n):\n    return json.loads('{')\n"
    result = judge_source(
        tmp_path, source, "def test_a(solution):\n    solution(1)\n", reference="def double(n):\n    return 1\n"
    )
    traceback = only(result).counterexample.traceback
    assert '  File "submission.py", line 3, in double\n' in traceback
    assert '  File "json/__init__.py", line ' in traceback
    assert sysconfig.get_paths()["stdlib"] not in traceback
    assert "judge/" not in traceback


def test_other_texts_that_name_files_are_left_alone() -> None:
    """Only lines of a traceback change, and only folders of libraries."""
    stdlib = sysconfig.get_paths()["stdlib"]
    text = f'  File "/home/me/a.py", line 1, in f\n    x = "{stdlib}/json"\n  File "{stdlib}/json/a.py", line 2\n'
    assert with_relative_names(text) == text.replace(f'File "{stdlib}/', 'File "')


def test_explain_prints_the_property(tmp_path: Path) -> None:
    """With --explain, where all may be seen, the test stands below its counterexample, with its decorators."""
    tests = '''\
class TestMany:
    @pytest.mark.parametrize("n", [0, 1])
    def test_it(self, solution, n):
        """Doubles."""
        assert solution(n) == 2 * n  # the very test


def test_it(solution):
    """Another of that name."""
    assert solution(0) == 0
'''
    write_challenge(tmp_path / "double", tests)
    write_submission(tmp_path, "def double(n):\n    return 0\n")
    done = run_judge("run", "double", "submission.py", "--feedback", "everything", "--explain", cwd=tmp_path)
    assert done.stderr == ""
    assert '    property      @pytest.mark.parametrize("n", [0, 1])\n' in done.stdout
    assert "        assert solution(n) == 2 * n  # the very test\n" in done.stdout
    assert "Another of that name" not in done.stdout.partition("  property  ")[2].partition("\n\n")[0]
    without = run_judge("run", "double", "submission.py", "--feedback", "everything", cwd=tmp_path)
    assert "the very test" not in without.stdout
