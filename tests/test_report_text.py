"""The text report: verdict first, everything at a glance, and nothing that a submission writes can disturb it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from judge.model import Cause, Counterexample, Grade, Isolation, Outcome, Output, Runtime, Verdict
from judge.report.text import printable, render_text, spell_in_ascii
from tests.building import DOUBLES, REFERENCE, judge_source

ACCEPTED = Outcome("test_a", "Doubles any number.", Verdict.ACCEPTED, examples=1_234, cpu_seconds=0.0123)
TRACEBACK = """\
Traceback (most recent call last):
  File "mine.py", line 2, in double
    return {}[n]
           ~~^^^
KeyError: 0
"""
WRONG = replace(
    ACCEPTED,
    verdict=Verdict.WRONG_ANSWER,
    cause=Cause.WRONG_VALUE,
    counterexample=Counterexample("double(18)", returned="0", message="expected 36"),
)
RAISED = replace(
    ACCEPTED,
    title="Doubles zero.",
    verdict=Verdict.RUNTIME_ERROR,
    cause=Cause.EXCEPTION,
    counterexample=Counterexample("double(0)", raised="KeyError: 0", message="no exception", traceback=TRACEBACK),
)
HOSTILE = "\x1b[2J\x1b[31mred\x07\r\u202egnp\x9b\x00\ud800"
ESCAPED = r"\x1b[2J\x1b[31mred\x07\r\u202egnp\x9b\x00\ud800"


def a_grade(*outcomes: Outcome, message: str = "", output: Output | None = None, submission: str = "mine.py") -> Grade:
    """A grade whose verdict is that of its first failing property."""
    deciding = next((outcome for outcome in outcomes if outcome.verdict is not Verdict.ACCEPTED), ACCEPTED)
    return Grade(
        challenge="double",
        challenge_digest="0" * 64,
        submission=submission,
        submission_digest="1" * 64,
        verdict=deciding.verdict,
        cause=deciding.cause,
        message=message,
        integrity=(),
        score=0.5,
        seed=7,
        properties=outcomes,
        runtime=Runtime(1.5, 2.0, 34_000_000, 0.66),
        output=output or Output(),
        isolation=Isolation("strong", ("rlimits",)),
    )


def test_whole_report_of_a_wrong_answer() -> None:
    """The report is the verdict, the failing property with its call, the table, and a line of figures."""
    assert render_text(a_grade(ACCEPTED, WRONG)) == (
        "WRONG ANSWER  double · mine.py\n"
        "\n"
        "✗ Doubles any number.\n"
        "    double(18)\n"
        "    returned  0\n"
        "    expected  36\n"
        "\n"
        "  property                                          verdict  examples       CPU\n"
        "  Doubles any number.                               AC          1,234     12 ms\n"
        "  Doubles any number.                               WA          1,234     12 ms\n"
        "\n"
        "  score 50% (1 of 2 properties) · 0.66 × the reference's time · 1.50 s CPU ·\n"  # as printed
        "  34 MB · seed 7 · isolation strong"
    )


@pytest.mark.parametrize("verdict", Verdict)
def test_verdict_comes_first(verdict: Verdict) -> None:
    """The report begins with the verdict in capitals."""
    report = render_text(a_grade(replace(WRONG, verdict=verdict)))
    assert report.startswith(verdict.value.replace("_", " ").upper() + "  double · mine.py\n")


@pytest.mark.parametrize("width", [1, 40, 59, 60, 80, 100, 300])
def test_lines_fit_the_terminal(width: int) -> None:
    """No line of text is wider than the terminal, between 40 and 100 columns; calls stay in one piece to be pasted."""
    long = replace(
        WRONG,
        title="A title that goes on and on, as titles do when nobody stops their author in good time. " * 2,
        counterexample=Counterexample(
            "double(18)", returned="[0, 1, 2] " * 50, message="expected " + "[0, 1, 2] " * 50
        ),
    )
    grade = a_grade(ACCEPTED, long, message="A sentence of some length. " * 6, output=Output("word " * 500))
    report = render_text(grade, width=width)
    printed = [line for line in report.splitlines() if not line.startswith("  | ")]
    assert max(map(len, printed)) <= min(max(width, 40), 100)
    assert "verdict" in report


def test_narrow_reports_leave_figures_out() -> None:
    """Below 60 columns the table has titles and verdicts only."""
    report = render_text(a_grade(ACCEPTED, WRONG), width=40)
    assert "  Doubles any number.            WA\n" in report
    assert "1,234" not in report


def test_colours_only_where_asked() -> None:
    """There is no escape sequence without colour, and with it the text is the same."""
    grade = a_grade(ACCEPTED, WRONG, RAISED, output=Output("hello"))
    plain, coloured = render_text(grade), render_text(grade, color=True)
    assert "\x1b" not in plain
    assert "\x1b[1;31mWRONG ANSWER\x1b[0m" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain


def test_hostile_text_is_escaped_everywhere() -> None:
    """Control sequences of a submission's values, exceptions, output and file name are shown, not obeyed."""
    counterexample = Counterexample(HOSTILE, returned=HOSTILE, message=HOSTILE, traceback=HOSTILE)
    raising = Counterexample(HOSTILE, raised=HOSTILE, message=HOSTILE, traceback=HOSTILE)
    grade = a_grade(
        replace(WRONG, title=HOSTILE, counterexample=counterexample),
        replace(RAISED, counterexample=raising),
        message=HOSTILE,
        output=Output(HOSTILE, HOSTILE),
        submission=HOSTILE,
    )
    report = render_text(grade, width=100)
    assert all(character.isprintable() or character == "\n" for character in report)
    assert report.count(ESCAPED) >= 10


def test_second_lines_cannot_pass_for_the_report_s_own() -> None:
    """Line ends in a file name are escaped; further lines of a message or an exception stay indented."""
    spoof = "x\n\nACCEPTED  double · mine.py\n\n  score 100%"
    raising = Counterexample("double(0)", raised=spoof, message=spoof, traceback=spoof)
    outcomes = (
        replace(WRONG, counterexample=Counterexample("double(0)", returned="0", message=spoof)),
        replace(RAISED, title=spoof, counterexample=raising),
    )
    report = render_text(a_grade(*outcomes, output=Output(spoof, spoof), submission=spoof))
    assert not [line for line in report.splitlines() if line.startswith(("ACCEPTED", "  score 100"))]


@pytest.mark.parametrize("width", range(40, 101, 7))
def test_log_of_a_workflow_obeys_nothing(width: int) -> None:
    """Wherever a line is broken, no line begins with a command of GitHub Actions, old or new; strings stay what they are."""
    text = "'" + "word ::error::x ##[error]y " * 30 + "'"
    raising = Counterexample("double(0)", raised=text, message=text, traceback=f"  ::error::x\n{text}\n")
    grade = a_grade(
        replace(WRONG, counterexample=Counterexample("double(0)", text, message=text)),
        replace(RAISED, counterexample=raising),
    )
    report = render_text(replace(grade, message=text, output=Output("::x", "##[x]")), width=width)
    assert not [line for line in report.splitlines() if line.lstrip().startswith("::") or "##[" in line]
    assert r"\x23#[error]y" in report


def test_long_values_and_outputs_are_clipped() -> None:
    """A long value keeps its ends, a long output its first and last lines; the report stays short."""
    counterexample = Counterexample(
        "double('" + "a" * 10_000 + "')", returned="b" * 10_000, message="expected " + "c" * 10_000
    )
    output = Output("".join(f"line {number}\n" for number in range(10_000)), "d" * 10_000)
    report = render_text(a_grade(replace(WRONG, counterexample=counterexample), output=output))
    assert len(report) < 6_000
    assert "characters …" in report
    assert "  | line 0\n" in report
    assert "  | line 9999\n" in report
    assert "… 9,980 more lines …" in report


def test_output_that_was_cut_is_marked() -> None:
    """Where the judge kept only a part of the output, the report says so."""
    assert "standard output, cut at the limit" in render_text(a_grade(WRONG, output=Output("x", truncated=True)))


def test_traceback_is_shown_once() -> None:
    """Properties that fail by the same lines share one traceback, which does not repeat the exception."""
    report = render_text(a_grade(RAISED, replace(RAISED, title="Doubles one.")))
    assert report.count("return {}[n]") == 1
    assert report.count("KeyError: 0") == 2
    assert report.count("by the same lines as above") == 1
    assert "    raised    KeyError: 0\n    Traceback (most recent call last):\n" in report


@pytest.mark.parametrize(
    ("message", "lines"),
    [
        ("expected 36", ["expected  36"]),
        ("it printed more than 10 bytes", ["because   it printed more than 10 bytes"]),
        ("one\ntwo", ["because   one", "          two"]),
        ("", []),
    ],
)
def test_message_has_its_label(message: str, lines: list[str]) -> None:
    """What was expected stands below what was returned; other messages say why."""
    report = render_text(a_grade(replace(WRONG, counterexample=Counterexample("double(18)", "0", message=message))))
    assert "\n".join(f"    {line}" for line in ["double(18)", "returned  0", *lines]) + "\n\n" in report


def test_judge_error_is_not_the_submission_s_fault() -> None:
    """A judge error says whose fault it is not."""
    broken = replace(ACCEPTED, verdict=Verdict.JUDGE_ERROR, cause=Cause.HIDDEN_TEST)
    report = render_text(a_grade(broken, message="test_a: it is broken"))
    assert report.startswith("JUDGE ERROR  double · mine.py\ntest_a: it is broken\nThis is not the submission's fault")


def test_properties_without_counterexample_name_the_cause() -> None:
    """Where only the properties may be seen, a failing one is named with its cause."""
    assert "✗ Doubles any number.\n    wrong value\n" in render_text(a_grade(replace(WRONG, counterexample=None)))


def test_ascii_spelling() -> None:
    """The judge's own symbols have ASCII spellings."""
    report = spell_in_ascii(render_text(a_grade(ACCEPTED, WRONG), width=60))
    assert report.isascii()
    assert report.startswith("WRONG ANSWER  double | mine.py\n\nx Doubles any number.")


def test_printable_keeps_what_can_be_read() -> None:
    """Letters of all scripts, tabs and line ends stay; only what cannot be seen is escaped."""
    assert printable("żółw 龜 🐢\tx\ny") == "żółw 龜 🐢\tx\ny"
    assert printable(HOSTILE) == ESCAPED


@pytest.mark.parametrize(
    ("source", "first_lines"),
    [
        (REFERENCE, ["ACCEPTED  double"]),
        (
            "def double(n)\n    return 2 * n\n",
            ["INVALID SUBMISSION  double", "the source is not valid Python: SyntaxError: expected ':'"],
        ),
        (
            "import nosuchmodule\n",
            ["INVALID SUBMISSION  double", "importing it failed: ModuleNotFoundError: No module named 'nosuchmodule'"],
        ),
        ("while True: pass\n", ["TIME LIMIT EXCEEDED  double", "while it was imported, it used "]),
    ],
)
def test_reports_of_submissions_that_do_not_load(tmp_path: Path, source: str, first_lines: list[str]) -> None:
    """Why a submission could not be loaded stands below the verdict, once, with its line where there is one."""
    result = judge_source(tmp_path, source, DOUBLES, settings="[limits]\nimport_seconds = 0.1\n")
    report = render_text(result, width=100)
    for line, expected in zip(report.splitlines(), first_lines, strict=False):
        assert line.startswith(expected)
    if result.verdict is Verdict.INVALID_SUBMISSION:
        assert 'File "submission.py", line 1' in report
        assert "Doubles any number." not in report
    assert "✗" not in report
