"""At each level of feedback nothing beyond it is in any format, or in what is printed beside it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from judge.model import Feedback
from tests.building import run_judge, write_challenge, write_submission

RUNNER = {
    "CLASSROOM": "cs",
    "ASSIGNMENT": "double",
    "SUBMISSION_TAG": "submit/1",
    "COMMIT_URL": "https://example.org/1",
    "RELEASE_URL": "https://example.org/2",
}
FORMATS = ("text", "json", "jsonl", "junit", "gradescope", "classroom50", "github", "html")
TESTS = '''\
def test_zero(solution):
    """Doubles zero."""
    assert solution(0) == 0


@pytest.mark.hint("SecretHint")
MARKdef test_secretname(solution):
    """SecretTitle."""
    # SecretSource
    assert solution(314159) == 628318, "SecretMessage"
'''
SOURCE = """\
import sys


def double(n):
    if n:
        print("SecretPrinted", n)
        sys.stderr.write("SecretPrinted")
        return "SecretReturned"
    return 0
"""
RAISING = "def double(n):\n    return [][n] if n else 0  # SecretTraceback\n"
SEEN_FROM = {
    "SecretTitle": Feedback.PROPERTY,
    "secretname": Feedback.PROPERTY,
    "SecretHint": Feedback.PROPERTY,
    "314159": Feedback.INPUT,
    "SecretReturned": Feedback.COUNTEREXAMPLE,
    "628318": Feedback.COUNTEREXAMPLE,
    "SecretMessage": Feedback.COUNTEREXAMPLE,
    "SecretPrinted": Feedback.COUNTEREXAMPLE,
    "SecretTraceback": Feedback.COUNTEREXAMPLE,
    "SecretSource": Feedback.EVERYTHING,
}
"""What there is to keep, and the first level that shows it."""


def student_view(results: str) -> str:
    """What Gradescope shows students of a `results.json`."""
    report = json.loads(results)
    report["tests"] = [test for test in report["tests"] if test.get("visibility") != "hidden"]
    return json.dumps(report)


def reports_of(folder: Path, source: str, tests: str, level: Feedback) -> dict[str, str]:
    """All that a student sees after `judge run --explain`, by format, with what was printed."""
    write_challenge(folder / "double", tests)
    write_submission(folder, source)
    outputs = [option for name in FORMATS for option in ("--output", f"{name}:report.{name}")]
    done = run_judge(
        *("run", "double", "submission.py", "--feedback", level.value, "--explain", *outputs),
        cwd=folder,
        **RUNNER,
        GITHUB_STEP_SUMMARY=str(folder / "summary.md"),
    )
    assert done.returncode == 1, done.stderr
    found = {name: (folder / f"report.{name}").read_text("utf-8") for name in FORMATS}
    found["gradescope"] = student_view(found["gradescope"])
    return {**found, "summary": (folder / "summary.md").read_text("utf-8"), "printed": done.stdout + done.stderr}


def is_shown(secret: str, level: Feedback) -> bool:
    levels = list(Feedback)
    return levels.index(level) >= levels.index(SEEN_FROM[secret])


@pytest.mark.parametrize("level", Feedback)
@pytest.mark.parametrize("source", [SOURCE, RAISING], ids=["returns", "raises"])
def test_level_holds_in_every_format(tmp_path: Path, level: Feedback, source: str) -> None:
    """What a level keeps is nowhere; what it shows is in the text and in the result object, if nowhere else."""
    found = reports_of(tmp_path, source, TESTS.replace("MARK", ""), level)
    there = {secret for secret in SEEN_FROM if "Secret" not in secret or secret in source + TESTS}
    there -= {"SecretMessage"} if source == RAISING else set()
    for secret in there:
        if not is_shown(secret, level):
            assert [name for name, text in found.items() if secret in text] == []
        elif secret != "SecretSource":
            assert secret in found["json"]
            assert secret in found["text"] or secret == "secretname"
    if level is Feedback.EVERYTHING:
        assert "# SecretSource" in found["text"]
    else:
        assert "judge: the feedback policy keeps the source" in found["printed"]


@pytest.mark.parametrize("mark", [Feedback.VERDICT, Feedback.PROPERTY, Feedback.INPUT])
def test_mark_holds_in_every_format(tmp_path: Path, mark: Feedback) -> None:
    """What a mark keeps of its property is nowhere, though the challenge shows counterexamples; the other property is shown."""
    tests = TESTS.replace("MARK", f"@pytest.mark.feedback({mark.value!r})\n")
    found = reports_of(tmp_path, SOURCE, tests, Feedback.COUNTEREXAMPLE)
    for secret in SEEN_FROM:
        if not is_shown(secret, mark):
            assert [name for name, text in found.items() if secret in text] == []
    assert all("Doubles zero." in text.replace("&#46;", ".") for name, text in found.items() if name != "github")


def test_everything_is_the_instructor_s_view(tmp_path: Path) -> None:
    """At `everything` marks count for nothing."""
    found = reports_of(
        tmp_path, SOURCE, TESTS.replace("MARK", "@pytest.mark.feedback('verdict')\n"), Feedback.EVERYTHING
    )
    for secret in set(SEEN_FROM) - {"SecretTraceback"}:
        assert secret in found["json"]


@pytest.mark.parametrize("hint", ["''", "3", "'  '", "'a', 'b'"])
def test_hint_must_be_a_text(tmp_path: Path, hint: str) -> None:
    """A hint that says nothing is the author's mistake, told in a line."""
    write_challenge(tmp_path / "double", TESTS.replace("MARK", "").replace('"SecretHint"', hint))
    write_submission(tmp_path, RAISING)
    done = run_judge("run", "double", "submission.py", cwd=tmp_path)
    assert done.returncode == 2
    assert "test_secretname: the mark hint" in done.stderr
    assert done.stderr.count("\n") == 1
