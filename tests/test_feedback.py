"""Nothing beyond the level of feedback is in any report, whatever way a submission tries to get it there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from judge import Verdict, grade
from judge.model import Feedback
from judge.report.feedback import redact
from judge.report.json import render_json
from judge.report.text import render_text
from tests.building import judge_source, run_judge, write_challenge, write_submission

SECRET = "314159"
TESTS = f'''\
def test_zero(solution):
    """Doubles zero."""
    assert solution(0) == 0
def test_secret(solution):
    """Doubles the secret."""
    assert solution({SECRET}) == 2 * {SECRET}, "secret-message"
'''
WAYS_OUT = {
    "returns it": "return n",
    "raises it": "raise ValueError(n)",
    "raises a type named so": "raise type(f'E{n}', (Exception,), {})",
    "prints it": "print(n); return 1",
    "prints it to standard error": "import sys; sys.stderr.write(str(n)); return 1",
    "has it in a traceback": "exec(f'1 / 0 # {n}') if n else None; return 0",
    "exits with it": "import os; print(n, flush=True); os._exit(n % 256)",
    "breaks the protocol with it": (
        "import os, threading\n"
        "    for fd in range(3, 20):\n"
        "        try:\n"
        "            os.write(fd, b'%d' % n) if n else None\n"
        "        except OSError:\n"
        "            pass\n"
        "    return 0"
    ),
    "floods with it": "print(str(n) * 100_000) if n else None; return 0",
    "returns too much of it": "return [n] * 10_000_000 if n else 0",
}
LIMITS = "[limits]\noutput_bytes = 1_000\nreturned_bytes = 1_000_000\n"


@pytest.mark.parametrize("way", WAYS_OUT)
def test_arguments_stay_hidden(tmp_path: Path, way: str) -> None:
    """Below `counterexample`, no report holds an argument of a hidden test, its message, or its source."""
    result = judge_source(tmp_path, f"def double(n):\n    {WAYS_OUT[way]}\n", TESTS, settings=LIMITS)
    assert result.verdict is not Verdict.ACCEPTED
    assert SECRET in render_json(result)
    for level in (Feedback.VERDICT, Feedback.PROPERTY):
        shown = redact(result, level)
        for report in (render_json(shown), render_text(shown, width=100), repr(shown)):
            assert SECRET not in report
            assert "secret-message" not in report
            assert ("Doubles the secret." in report) == (level is Feedback.PROPERTY)


def test_level_verdict_shows_the_verdict(tmp_path: Path) -> None:
    """At `verdict` there are no properties, no cause, and a score of all or nothing."""
    shown = redact(judge_source(tmp_path, "def double(n):\n    return 0\n", TESTS), Feedback.VERDICT)
    assert (shown.verdict, shown.cause, shown.properties, shown.score) == (Verdict.WRONG_ANSWER, None, (), 0.0)
    assert render_text(shown).startswith("WRONG ANSWER")


def test_level_property_shows_which_hold(tmp_path: Path) -> None:
    """At `property` every title, verdict, cause and the score are there, and no counterexample."""
    shown = redact(judge_source(tmp_path, "def double(n):\n    return 0\n", TESTS), Feedback.PROPERTY)
    assert [outcome.verdict.short for outcome in shown.properties] == ["AC", "WA"]
    assert (shown.cause, shown.score) == ("wrong_value", 0.5)
    assert all(outcome.counterexample is None for outcome in shown.properties)


@pytest.mark.parametrize(
    ("mark", "level", "titles", "calls"),
    [
        ("verdict", Feedback.COUNTEREXAMPLE, ["Doubles zero.", "A hidden property."], 0),
        ("property", Feedback.COUNTEREXAMPLE, ["Doubles zero.", "Doubles the secret."], 0),
        ("counterexample", Feedback.COUNTEREXAMPLE, ["Doubles zero.", "Doubles the secret."], 1),
        ("counterexample", Feedback.PROPERTY, ["Doubles zero.", "Doubles the secret."], 0),
        ("counterexample", Feedback.VERDICT, [], 0),
    ],
)
def test_mark_lowers_the_level_of_its_property(
    tmp_path: Path, mark: str, level: Feedback, titles: list[str], calls: int
) -> None:
    """A mark can hide a property, or its counterexample, and can show nothing that the level hides."""
    tests = TESTS.replace("def test_secret", f"@pytest.mark.feedback({mark!r})\ndef test_secret")
    shown = redact(judge_source(tmp_path, "def double(n):\n    print(n)\n    return 0\n", tests), level)
    assert [outcome.title for outcome in shown.properties] == titles
    assert sum(outcome.counterexample is not None for outcome in shown.properties) == calls
    assert (SECRET in render_json(shown)) == bool(calls)
    if mark == "verdict":
        assert shown.cause is None


def test_broken_hidden_test_is_not_quoted(tmp_path: Path) -> None:
    """What is wrong with a hidden test is for its author: candidates below `counterexample` learn that something is."""
    tests = TESTS.replace("2 * ", "3 * ")
    for source in ("def double(n):\n    return 2 * n\n", "def double(n):\n    return 1\n"):
        result = judge_source(tmp_path, source, tests)
        assert SECRET in result.message
        shown = redact(result, Feedback.PROPERTY)
        assert SECRET not in render_json(shown)
        if result.verdict is Verdict.JUDGE_ERROR:
            assert "challenge's author" in shown.message


@pytest.mark.parametrize("level", Feedback)
def test_why_it_does_not_load_is_always_shown(tmp_path: Path, level: Feedback) -> None:
    """A syntax error is the candidate's own and shown at every level."""
    shown = redact(judge_source(tmp_path, "def double(n)\n", TESTS), level)
    assert "SyntaxError" in render_text(shown)
    assert shown.cause == "syntax_error"


def test_reload_cannot_carry_arguments_into_the_message(tmp_path: Path) -> None:
    """A submission that leaves an argument behind and fails its next import with it gets nothing into a report."""
    source = """\
        import os
        if os.path.exists("/tmp/judge-left-behind"):
            raise ValueError(open("/tmp/judge-left-behind").read())
        def double(n):
            try:
                open("/tmp/judge-left-behind", "w").write(str(n))
            except OSError:
                pass
            os._exit(1) if n else None
            return 0
    """
    try:
        result = judge_source(tmp_path, source, TESTS + TESTS.replace("def test_", "def test_again_"))
    finally:
        Path("/tmp/judge-left-behind").unlink(missing_ok=True)
    for level in (Feedback.VERDICT, Feedback.PROPERTY):
        assert SECRET not in render_json(redact(result, level))


@pytest.mark.parametrize(
    ("setting", "option", "expected"),
    [
        ("", [], Feedback.COUNTEREXAMPLE),
        ('feedback = "verdict"', [], Feedback.VERDICT),
        ('feedback = "property"', [], Feedback.PROPERTY),
        ('feedback = "verdict"', ["--feedback", "counterexample"], Feedback.COUNTEREXAMPLE),
        ("", ["--feedback", "property"], Feedback.PROPERTY),
    ],
)
def test_command_line_keeps_to_the_level(tmp_path: Path, setting: str, option: list[str], expected: Feedback) -> None:
    """The challenge's policy holds unless --feedback says otherwise; neither output holds more, in either format."""
    write_challenge(tmp_path / "double", TESTS, settings=setting)
    write_submission(tmp_path, "import sys\ndef double(n):\n    print(n, n, file=sys.stderr)\n    return n\n")
    done = run_judge("run", "double", "submission.py", "--format", "json", *option, cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr == ""
    full = redact(grade(tmp_path / "double", tmp_path / "submission.py"), expected)
    shown = json.loads(done.stdout)
    assert (SECRET in done.stdout) == (expected is Feedback.COUNTEREXAMPLE)
    assert [outcome["title"] for outcome in shown["properties"]] == [outcome.title for outcome in full.properties]
