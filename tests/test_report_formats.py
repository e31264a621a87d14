"""Every format is what its reader takes, whatever a submission puts into it, and never blames a submission for the judge."""

from __future__ import annotations

import itertools
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.parsers import expat

import jsonschema
import pytest

from judge.errors import JudgeError, UsageError
from judge.model import Cause, Counterexample, Feedback, Grade, Isolation, Outcome, Output, Runtime, Verdict
from judge.report.batch.results import read_results
from judge.report.classroom50 import render_classroom50
from judge.report.github import render_github, render_step_summary
from judge.report.gradescope import render_gradescope
from judge.report.html import render_html
from judge.report.jsonl import render_jsonl
from judge.report.junit import render_junit
from judge.report.outline import NOT_YOUR_FAULT

RUNNER = {
    "CLASSROOM": "cs",
    "ASSIGNMENT": "double",
    "SUBMISSION_TAG": "submit/1",
    "COMMIT_URL": "https://github.com/o/r/commit/1",
    "RELEASE_URL": "https://github.com/o/r/releases/tag/1",
}
HOLDS = Outcome("test_a", "Doubles any number.", Verdict.ACCEPTED, points=2.0, examples=20, cpu_seconds=0.01)
FAILS = Outcome(
    "test_b",
    "Doubles large numbers.",
    Verdict.WRONG_ANSWER,
    Cause.WRONG_VALUE,
    points=1.0,
    counterexample=Counterexample("double(18)", returned="0", message="expected 36", details=(("differs", "it does"),)),
    hint="Add it to itself.",
)
BROKEN = Outcome("test_c", "Is broken.", Verdict.JUDGE_ERROR, Cause.HIDDEN_TEST)
HOSTILE = [
    "\x1b[2J\x07\r\x00\x9b\ud800\ufffe￿",
    "</pre></script><script>alert(1)</script><img src=x onerror=alert(1)>&quot;'\"",
    "]]> <!-- --> &amp; <![CDATA[",
    "\n::error::x\n::stop-commands::x\n##[error]x\n%0A::set-output name=a::b",
    "| a | `b` [l](https://example.org) ![i](https://example.org/i.png) @everyone #1 **b** \n\n# heading\n</pre>\n",
    '{"score": 100}',
    "\u202egnp.\u2028\u2029",
]


def a_grade(*outcomes: Outcome, message: str = "", submission: str = "work/mine.py", **changes: Any) -> Grade:
    """A grade whose verdict is that of its first property that does not hold."""
    deciding = next((outcome for outcome in outcomes if outcome.verdict is not Verdict.ACCEPTED), HOLDS)
    total = sum(outcome.points for outcome in outcomes) or 1
    grade = Grade(
        challenge="double",
        challenge_digest="0" * 64,
        submission=submission,
        submission_digest="1" * 64,
        verdict=deciding.verdict,
        cause=deciding.cause,
        message=message,
        integrity=(),
        score=sum(outcome.points for outcome in outcomes if outcome.verdict is Verdict.ACCEPTED) / total,
        seed=7,
        properties=outcomes,
        runtime=Runtime(0.5, 1.25, 34_000_000, 1.5),
        output=Output(),
        isolation=Isolation("strong", ("rlimits", "seccomp", "landlock")),
        versions={"judge": "0.1.0", "python": "3.13.0", "hypothesis": "6.1"},
    )
    return replace(grade, **changes)


def hostile_grade(text: str) -> Grade:
    """A grade with a text in every place that a submission, or a careless author, controls."""
    found = Counterexample(text, text, None, text, text, (("differs", text), ("drawn", text)))
    wrong = replace(FAILS, name=text, title=text or "t", counterexample=found, hint=text, source=text)
    raising = replace(wrong, cause=Cause.EXCEPTION, counterexample=Counterexample(text, None, text, text, text))
    return a_grade(
        wrong,
        raising,
        HOLDS,
        message=text,
        submission=text,
        output=Output(text, text),
        integrity=(text,),
        challenge=text,
    )


# JUnit

SUITE_ATTRIBUTES = {"name", "tests", "failures", "errors", "skipped", "time"}
JUNIT: dict[str, tuple[set[str], set[str], set[str]]] = {
    "testsuites": ({"testsuite"}, set(), {"name", "time", "tests", "failures", "errors"}),
    "testsuite": (
        {"properties", "testcase", "system-out", "system-err"},
        {"name", "tests", "failures", "errors"},
        SUITE_ATTRIBUTES,
    ),
    "properties": ({"property"}, set(), set()),
    "property": (set(), {"name", "value"}, {"name", "value"}),
    "testcase": ({"failure", "error", "system-out"}, {"name"}, {"name", "classname", "time"}),
    "failure": (set(), set(), {"type", "message"}),
    "error": (set(), set(), {"type", "message"}),
    "system-out": (set(), set(), set()),
    "system-err": (set(), set(), set()),
}
"""What `junit-10.xsd` of Jenkins's xUnit plugin allows: children, attributes that are needed, attributes there may be."""


def parse_junit(text: str) -> dict[str, list[dict[str, str]]]:
    """Every element's attributes, by the element's name, after each was held against the table above."""
    found: dict[str, list[dict[str, str]]] = {}
    stack: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        children = JUNIT[stack[-1]][0] if stack else {"testsuites"}
        assert name in children
        _, needed, allowed = JUNIT[name]
        assert needed <= set(attributes) <= allowed
        assert re.fullmatch(r"\d*\.?\d*", attributes.get("time", "0"))
        found.setdefault(name, []).append(attributes)
        stack.append(name)

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _name: stack.pop()
    parser.Parse(text.encode("ascii"), True)
    return found


def test_junit_has_a_suite_with_a_case_for_each_property() -> None:
    """The suite counts its cases; seed, points, isolation and times are its properties."""
    found = parse_junit(render_junit(a_grade(HOLDS, FAILS)))
    (suite,) = found["testsuite"]
    assert (suite["name"], suite["tests"], suite["failures"], suite["errors"]) == ("double", "2", "1", "0")
    assert [case["name"] for case in found["testcase"]] == [HOLDS.title, FAILS.title]
    assert found["failure"] == [{"type": "wrong_value", "message": "wrong answer: double(18)"}]
    properties = {each["name"]: each["value"] for each in found["property"]}
    assert (properties["seed"], properties["points: test_a"], properties["isolation"]) == ("7", "2", "strong")
    assert float(properties["relative_to_reference"]) == 1.5


# Gradescope

GRADESCOPE = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "score": {"type": "number"},
        "execution_time": {"type": "number"},
        "output": {"type": "string"},
        "output_format": {"enum": ["text"]},
        "visibility": {"enum": ["visible"]},
        "stdout_visibility": {"const": "hidden"},
        "tests": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["name", "output"],
                "properties": {
                    "score": {"type": "number"},
                    "max_score": {"type": "number"},
                    "status": {"enum": ["passed", "failed"]},
                    "name": {"type": "string"},
                    "name_format": {"const": "text"},
                    "number": {"type": "string"},
                    "output": {"type": "string"},
                    "output_format": {"const": "text"},
                    "visibility": {"enum": ["hidden", "visible"]},
                },
            },
        },
        "leaderboard": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["name", "value"],
                "properties": {
                    "name": {"type": "string"},
                    "value": {"type": "number"},
                    "order": {"enum": ["asc", "desc"]},
                },
            },
        },
    },
}
"""What the specification of Gradescope's `results.json` allows, as far as we use it."""


def gradescope(grade: Grade, level: Feedback = Feedback.COUNTEREXAMPLE) -> dict[str, Any]:
    text = render_gradescope(grade, level)
    assert text.isascii()
    report: dict[str, Any] = json.loads(text)
    jsonschema.validate(report, GRADESCOPE)
    return report


def test_gradescope_has_points_for_each_property() -> None:
    """Points earned of points to earn, for each property and in all; the time is a number."""
    report = gradescope(a_grade(HOLDS, FAILS))
    assert [(test["score"], test["max_score"], test["status"]) for test in report["tests"]] == [
        (2, 2, "passed"),
        (0, 1, "failed"),
    ]
    assert (report["score"], report["execution_time"]) == (2, 1.25)
    assert "expected  36" in report["tests"][1]["output"]


def test_only_accepted_submissions_enter_the_leaderboard() -> None:
    """Time relative to the reference and memory, the less the better; wrong answers come easily fast."""
    assert "leaderboard" not in gradescope(a_grade(HOLDS, FAILS))
    entries = gradescope(a_grade(HOLDS))["leaderboard"]
    assert [(entry["value"], entry["order"]) for entry in entries] == [(1.5, "asc"), (34.0, "asc")]
    untimed = a_grade(HOLDS, runtime=Runtime(0.5, 1.25, 34_000_000, None))
    assert [entry["name"] for entry in gradescope(untimed)["leaderboard"]] == ["Memory (MB)"]


def test_staff_see_what_students_may_not() -> None:
    """A property at level `verdict` is a hidden test with all there is to say; the others are visible and redacted."""
    hidden, shown = replace(FAILS, feedback=Feedback.VERDICT), replace(FAILS, feedback=Feedback.PROPERTY)
    first, second = gradescope(a_grade(hidden, shown))["tests"]
    assert (first["visibility"], second["visibility"]) == ("hidden", "visible")
    assert "double(18)" in first["output"]
    assert "double(18)" not in second["output"]
    assert "Add it to itself." in second["output"]
    whole = gradescope(a_grade(HOLDS, FAILS), Feedback.VERDICT)
    assert [test.get("visibility", "visible") for test in whole["tests"]] == ["visible", "hidden", "hidden"]
    assert whole["score"] == 0


# Classroom 50

CLASSROOM50 = {
    "type": "object",
    "additionalProperties": False,
    "required": [
        *("schema", "classroom", "assignment", "submission", "commit", "release", "review", "datetime"),
        *("score", "max-score", "tests"),
    ],
    "properties": {
        "schema": {"const": "classroom50/result/v1"},
        **{name: {"type": "string", "minLength": 1} for name in ("classroom", "assignment", "submission")},
        **{name: {"type": "string", "minLength": 1} for name in ("commit", "release", "review")},
        "datetime": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"},
        "score": {"type": "integer"},
        "max-score": {"type": "integer"},
        "tests": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["test-name", "passed", "score", "max-score"],
                "properties": {
                    "test-name": {"type": "string", "minLength": 1},
                    "passed": {"type": "boolean"},
                    "score": {"type": "integer"},
                    "max-score": {"type": "integer"},
                },
            },
        },
    },
}
"""The contract of `result.json` as the wiki of Classroom 50 has it."""


def classroom50(grade: Grade) -> dict[str, Any]:
    text = render_classroom50(grade, RUNNER)
    assert text.isascii()
    report: dict[str, Any] = json.loads(text)
    jsonschema.validate(report, CLASSROOM50)
    assert report["score"] == sum(test["score"] for test in report["tests"])
    assert report["max-score"] == sum(test["max-score"] for test in report["tests"])
    return report


@pytest.mark.parametrize(
    ("points", "earned"),
    [((2.0, 1.0), (2, 3)), ((0.5, 0.25), (2, 3)), ((1 / 3, 1.0), (1, 4)), ((0.0, 1.0), (0, 1))],
)
def test_classroom50_has_whole_points(points: tuple[float, float], earned: tuple[int, int]) -> None:
    """Fractions of points are multiplied alike, so that shares stay what they are."""
    report = classroom50(a_grade(replace(HOLDS, points=points[0]), replace(FAILS, points=points[1])))
    assert (report["score"], report["max-score"]) == earned


def test_classroom50_without_its_runner_says_what_is_missing() -> None:
    """Who submitted what is the runner's to say."""
    with pytest.raises(UsageError, match=r"COMMIT_URL, RELEASE_URL are not set"):
        render_classroom50(a_grade(HOLDS), {**RUNNER, "COMMIT_URL": "", "RELEASE_URL": ""})


# GitHub Actions


def annotations(text: str) -> list[tuple[str, dict[str, str], str]]:
    """The workflow commands in a text, as the runner reads them: kind, properties, message."""
    found = []
    for line in text.splitlines():
        if line.lstrip().startswith("::"):
            kind, properties, message = re.fullmatch(r"::(\w+) (.*?)::(.*)", line).groups()
            pairs = (pair.partition("=") for pair in properties.split(","))
            unescaped = {name: value.replace("%3A", ":").replace("%2C", ",") for name, _, value in pairs}
            found.append((kind, unescaped, message.replace("%0A", "\n").replace("%25", "%")))
        else:
            assert "##[" not in line
    return found


def test_github_points_at_the_line_that_raised() -> None:
    """An annotation is at the submission's innermost line, or at its first where there was no exception."""
    traceback = 'Traceback (most recent call last):\n  File "mine.py", line 3, in f\n  File "mine.py", line 12, in g\n'
    raised = replace(FAILS, counterexample=Counterexample("f(1)", raised="KeyError: 1", traceback=traceback))
    (_, first, message), (_, second, _) = annotations(render_github(a_grade(HOLDS, FAILS, raised)))
    assert (first["file"], first["line"], first["title"]) == ("work/mine.py", "1", "WA: Doubles large numbers.")
    assert "expected  36" in message
    assert second["line"] == "12"
    ((_, place, _),) = annotations(render_github(a_grade(FAILS, submission="-")))
    assert set(place) == {"title"}


@pytest.mark.parametrize(("failing", "shown"), [(9, 9), (10, 9), (40, 9)])
def test_github_shows_nine_annotations_at_most(failing: int, shown: int) -> None:
    """Of more the last annotation tells; the summary has them all."""
    grade = a_grade(*[replace(FAILS, title=f"Property {number}.") for number in range(failing)])
    found = annotations(render_github(grade))
    assert len(found) == shown
    assert ("and" in found[-1][2] and f"{failing - 8} more" in found[-1][2]) == (failing > 9)
    assert render_step_summary(grade).count("| ❌ |") == failing


def test_submission_that_cannot_be_loaded_is_told_once_why() -> None:
    """Why it cannot be loaded stands in place of what no property could find, with the line."""
    traceback = '  File "mine.py", line 3\n    def f(:\n          ^\nSyntaxError: invalid syntax\n'
    found = Counterexample("import double", raised="SyntaxError: invalid syntax", traceback=traceback)
    invalid = replace(
        FAILS, verdict=Verdict.INVALID_SUBMISSION, cause=Cause.SYNTAX_ERROR, counterexample=found, hint=""
    )
    grade = a_grade(invalid, invalid, message="the source is not valid Python")
    ((_, place, message),) = annotations(render_github(grade))
    assert (place["line"], place["title"]) == ("3", "CE: cannot be loaded")
    assert message == f"the source is not valid Python\n{traceback}".rstrip()
    assert {each["message"] for each in parse_junit(render_junit(grade))["failure"]} == {
        "invalid submission: the source is not valid Python"
    }
    assert "import double" not in gradescope(grade)["tests"][0]["output"]


# HTML

VOID = {"meta", "link", "br"}


class Page(HTMLParser):
    """A page of which every element is closed in order, and in which nothing runs or is loaded."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: D102  # the library's
        assert tag not in {"script", "img", "iframe", "object", "embed", "link", "form", "a"}
        assert not [name for name, _ in attrs if name.startswith("on") or name in {"src", "href", "style"}]
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:  # noqa: D102
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:  # noqa: D102
        if self.open and self.open[-1] != "style":
            self.text.append(data)


def test_page_is_accessible() -> None:
    """The page names its language, has one main part and headings without gaps, and what scrolls is reached by keyboard."""
    long = replace(FAILS, counterexample=Counterexample("f(1)", returned="1, " * 2_000))
    page = Page(render_html(a_grade(HOLDS, long)))
    assert ("html", {"lang": "en"}) in page.elements
    assert [tag for tag, _ in page.elements].count("main") == 1
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch(r"h\d", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert [attributes for tag, attributes in page.elements if tag == "pre" and "tabindex" in attributes]
    assert {"name": "viewport", "content": "width=device-width, initial-scale=1"} in [each for _, each in page.elements]


def test_page_says_everything() -> None:
    """Verdict, figures, each property with its counterexample, output and identity are on the page."""
    text = "".join(Page(render_html(a_grade(HOLDS, FAILS, output=Output("hello\n")))).text)
    for part in (
        "Wrong answer",
        "67%",
        "1 of 2",
        "double(18)",
        "36",
        "it does",
        "Add it to itself.",
        "hello",
        "1" * 64,
    ):
        assert part in text


# All of them

RENDERERS = {
    "junit": lambda grade: parse_junit(render_junit(grade)),
    "gradescope": gradescope,
    "classroom50": classroom50,
    "github": lambda grade: annotations(render_github(grade)),
    "html": lambda grade: Page(render_html(grade)),
}


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("format_name", RENDERERS)
def test_hostile_text_stays_text(format_name: str, text: str) -> None:
    """A text that means something to the format changes nothing but what is shown."""
    RENDERERS[format_name](hostile_grade(text))


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_no_command_and_no_markdown(text: str) -> None:
    """The annotations are those of the properties, at the submission; the summary has our headings, table and blocks only."""
    grade = hostile_grade(text)
    found = annotations(render_github(grade))
    assert [kind for kind, _, _ in found] == ["error", "error"]
    assert {frozenset(properties) for _, properties, _ in found} == {frozenset({"file", "line", "title"})}
    summary = render_step_summary(grade)
    outside = re.sub(r"<pre>\n.*?\n</pre>\n", "", summary, flags=re.DOTALL)
    assert summary.count("<pre>") == summary.count("</pre>") == 3
    assert not re.search(r"[<`@\[\]*]", outside)
    assert all(line.count("|") == 7 for line in outside.splitlines() if line.startswith("|"))
    assert len([line for line in outside.splitlines() if line.startswith("#")]) == 3
    assert "\n\n" not in "".join(re.findall(r"<pre>\n.*?\n</pre>\n", summary, re.DOTALL))


@pytest.mark.parametrize("verdict", [verdict for verdict in Verdict if verdict is not Verdict.JUDGE_ERROR])
@pytest.mark.parametrize("format_name", RENDERERS)
def test_every_verdict_at_every_level_can_be_shown(format_name: str, verdict: Verdict) -> None:
    """No verdict is a surprise, be it with properties, without, or with a message beside it."""
    from judge.report.feedback import redact  # noqa: PLC0415  # beside the one test that needs it

    outcome = replace(FAILS, verdict=verdict, cause=None if verdict is Verdict.ACCEPTED else Cause.EXCEPTION)
    for grade in (a_grade(outcome), a_grade(outcome, message="A sentence.")):
        for level in Feedback:
            RENDERERS[format_name](redact(grade, level))


def test_judge_error_never_looks_like_a_failed_submission() -> None:
    """No failure, no score, no red annotation, no result; and it is said whose fault it is not."""
    for grade in (a_grade(BROKEN, FAILS, HOLDS, message="test_c: broke"), a_grade(BROKEN, properties=())):
        found = parse_junit(render_junit(grade))
        assert "failure" not in found
        assert found["testsuite"][0]["failures"] == "0"
        assert int(found["testsuite"][0]["errors"]) == len(found["error"]) >= 1
        assert NOT_YOUR_FAULT in render_junit(grade)
        report = gradescope(grade)
        assert "score" not in report
        assert report["tests"] == []
        assert NOT_YOUR_FAULT in report["output"]
        ((kind, _, message),) = annotations(render_github(grade))
        assert kind == "warning"
        assert NOT_YOUR_FAULT in message
        assert NOT_YOUR_FAULT.split(",", maxsplit=1)[0] in render_step_summary(grade).replace("&#39;", "'")
        text = "".join(Page(render_html(grade)).text)
        assert NOT_YOUR_FAULT in text
        assert "Score" not in text
        with pytest.raises(JudgeError, match="does not count against it"):
            render_classroom50(grade, RUNNER)


def test_property_that_could_not_be_judged_is_no_failed_one() -> None:
    """Beside a wrong answer, a property that the challenge is at fault for is neither passed nor failed."""
    grade = a_grade(FAILS, BROKEN, HOLDS, message="test_c: broke")
    found = parse_junit(render_junit(grade))
    assert (len(found["failure"]), len(found["error"])) == (1, 1)
    failed, broken, _ = gradescope(grade)["tests"]
    assert failed["status"] == "failed"
    assert set(broken) & {"status", "score", "max_score"} == set()
    assert NOT_YOUR_FAULT in broken["output"]
    assert [test["test-name"] for test in classroom50(grade)["tests"]] == [FAILS.title, HOLDS.title]
    assert [kind for kind, _, _ in annotations(render_github(grade))] == ["error", "warning"]
    assert "Properties that could not be judged" in Page(render_html(grade)).text


def test_jsonl_is_a_line_of_a_batch(tmp_path: Path) -> None:
    """Lines of several runs are results as the reports of a batch read them."""
    path = tmp_path / "results.jsonl"
    path.write_text("".join(f"{render_jsonl(grade)}\n" for grade in (a_grade(HOLDS), hostile_grade(HOSTILE[0]))))
    assert [result["id"] for result in read_results(path)] == ["work/mine.py", HOSTILE[0]]
