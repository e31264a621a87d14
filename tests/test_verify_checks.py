"""Every check of `judge verify` finds what it is there for, in a challenge that is broken in one place."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from judge.package.verdict_cache import VerdictCache
from judge.package.verification import Verification
from judge.package.verify import verify_challenge
from judge.package.workbench import Workbench
from tests.building import run_judge

TESTS = '''\
from hypothesis import example, given, settings, strategies as st


@settings(max_examples=10)
@example(n=0)
@example(n=7)
@given(n=st.integers(-99, 99))
def test_doubles(solution, n):
    """Doubles any number."""
    assert type(solution(n)) is int
    assert solution(n) == 2 * n


def test_large(solution):
    """Doubles large numbers."""
    assert solution(10**30) == 2 * 10**30
'''
FILES = {
    "challenge.toml": 'title = "Double"\nentry_point = "double"\n',
    "spec.md": "# Double\n\nWrite `double(n)`.\n\n```python\n>>> double(3)\n6\n```\n",
    "starter.py": "def double(n):\n    raise NotImplementedError\n",
    "reference.py": "def double(n):\n    return 2 * n\n",
    "test_double.py": TESTS,
    "submissions/accepted/adds.py": "def double(n):\n    return n + n\n",
    "submissions/wrong_answer/one_off.py": '"""Off.\n\nCaught by: test_doubles\n"""\ndef double(n):\n    return 2 * n + 1\n',
    "submissions/wrong_answer/by_float.py": (
        '"""Through floats.\n\nCaught by: test_large\n"""\ndef double(n):\n    return int(2.0 * n)\n'
    ),
}


@pytest.fixture(scope="module")
def bench() -> Iterator[Workbench]:
    with contextlib.closing(VerdictCache()) as cache, Workbench(cache, processes=1) as bench:
        yield bench


def write(folder: Path, **changes: str | None) -> Path:
    """The sound challenge, but for the files that are named (`__` for a slash, `_dot_` for a dot); None leaves one out."""
    named = {name.replace("__", "/").replace("_dot_", "."): content for name, content in changes.items()}
    for name, content in {**FILES, **named}.items():
        if content is not None:
            path = folder / "double" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content)
    return folder / "double"


def errors(found: Verification) -> list[tuple[str, str]]:
    return [(problem.check, problem.message) for problem in found.problems if problem.is_error]


def test_sound_challenge_is_valid(tmp_path: Path, bench: Workbench) -> None:
    """A challenge in order has no problem, every mutant and all junk rejected, and a kill matrix without gaps."""
    found = verify_challenge(write(tmp_path), bench)
    assert errors(found) == []
    assert found.is_valid
    assert found.mutation is not None
    assert (found.mutation.score, found.mutation.survivors) == (100, ())
    assert {row.name: row.rejected > 0 for row in found.properties} == {
        "spec_examples": True,
        "test_doubles": True,
        "test_large": True,
    }
    assert len(found.junk) > 10


BROKEN = {
    "unknown key": (
        {"challenge_dot_toml": FILES["challenge.toml"] + 'titel = "x"\n'},
        "folder",
        "did you mean 'title'",
    ),
    "another entry point in the starter": ({"starter_dot_py": "def dubble(n):\n    pass\n"}, "folder", "double"),
    "other parameters in the starter": ({"starter_dot_py": "def double(x):\n    pass\n"}, "folder", "double"),
    "no starter": ({"starter_dot_py": None}, "folder", "starter.py"),
    "an example that does not hold": (
        {"spec_dot_md": FILES["spec.md"].replace("\n6\n", "\n7\n")},
        "reference",
        "spec_examples",
    ),
    "a reference that is wrong": (
        {"reference_dot_py": "def double(n):\n    return 2 * n + (n > 90)\n"},
        "reference",
        "n",
    ),
    "an accepted submission in the wrong folder": (
        {
            "submissions__wrong_answer__right_dot_py": '"""R.\n\nCaught by: test_large\n"""\ndef double(n):\n    return n + n\n'
        },
        "known_answers",
        "accepted",
    ),
    "a submission caught by another property": (
        {
            "submissions__wrong_answer__by_float_dot_py": FILES["submissions/wrong_answer/one_off.py"].replace(
                "test_doubles", "test_x"
            )
        },
        "known_answers",
        "test_x",
    ),
    "a folder that is no verdict": (
        {"submissions__wrong_anser__x_dot_py": "def double(n):\n    return 0\n"},
        "known_answers",
        "did you mean wrong_answer",
    ),
    "a property that rejects nothing": (
        {"test_double_dot_py": TESTS + "\n\ndef test_idle(solution):\n    solution(1)\n"},
        "kill_matrix",
        "test_idle",
    ),
    "a mutant that survives": (
        {"reference_dot_py": "def double(n):\n    if n > 12345:\n        return n + n\n    return 2 * n\n"},
        "mutants",
        "12345",
    ),
    "a mark that marks nothing": (
        {
            "challenge_dot_toml": FILES["challenge.toml"]
            + '[[mutation.equivalent]]\noriginal = "x"\nmutated = "y"\nreason = "z"\n'
        },
        "mutants",
        "x → y",
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_broken_challenge(case: str, tmp_path: Path, bench: Workbench) -> None:
    """What is wrong is found by the check that is there for it, and named."""
    changes, check, reason = BROKEN[case]
    found = verify_challenge(write(tmp_path, **changes), bench)
    assert not found.is_valid
    assert any(slug == check and reason in message for slug, message in errors(found)), errors(found)


def test_second_time_costs_nothing(tmp_path: Path) -> None:
    """What did not change is not judged again; a submission that did is judged alone; a fresh run judges all."""
    folder = write(tmp_path)
    judged = []
    for fresh, change in ((False, ""), (False, ""), (False, "\n# another\n"), (True, "")):
        path = folder / "submissions" / "accepted" / "adds.py"
        path.write_text(path.read_text() + change)
        cache = VerdictCache(fresh=fresh, folder=tmp_path / "cache")
        with contextlib.closing(cache), Workbench(cache, processes=1) as own:
            assert verify_challenge(folder, own).is_valid
            judged.append(own.judged)
    first, second, changed, again = judged
    assert second == 0
    assert 0 < changed < 6
    assert again >= first > 20


def test_formats(tmp_path: Path) -> None:
    """The command says the same in every format, and its exit status says whether the challenges are valid."""
    write(tmp_path / "challenges", starter_dot_py="def dubble(n):\n    pass\n")
    cache = {"JUDGE_CACHE": "", "XDG_CACHE_HOME": str(tmp_path / "cache")}
    text = run_judge("verify", cwd=tmp_path, **cache)
    assert text.returncode == 1
    assert "INVALID  double" in text.stdout
    shown = json.loads(run_judge("verify", "double", "--format", "json", cwd=tmp_path, **cache).stdout)
    assert (shown["valid"], shown["challenges"][0]["problems"][0]["check"]) == (False, "folder")
    suite = ET.fromstring(run_judge("verify", "--format", "junit", cwd=tmp_path, **cache).stdout)
    assert [case.get("name") for case in suite.iter("testcase") if case.find("failure") is not None] == ["folder"]
    github = run_judge("verify", "--format", "github", cwd=tmp_path, **cache)
    assert github.stdout.startswith("::error file=challenges/double/starter.py,line=1,")
    assert run_judge("verify", "nowhere", cwd=tmp_path).returncode == 2
