"""Reports of a batch: exact in what they count, whole in what they hold, and harmless whatever candidates wrote."""

from __future__ import annotations

import base64
import csv
import gzip
import hashlib
import io
import json
import re
import statistics
import tracemalloc
from array import array
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

import judge.report.batch
from judge import Counterexample, Grade, Outcome, Verdict
from judge.errors import UsageError
from judge.model import Cause, Isolation, Output, Runtime
from judge.report.batch import plots, results
from judge.report.batch.page import write_page
from judge.report.batch.results import read_results
from judge.report.batch.summary import quantiles, summarise, write_summary
from judge.report.batch.table import write_table
from judge.report.batch.texts import visible, visible_line
from judge.report.json import result_object
from tests.building import judge_source

PACKAGE = Path(judge.report.batch.__file__).parent
SUMMARY_SCHEMA = json.loads((PACKAGE / "summary.schema.json").read_text())
RESULT_SCHEMA = json.loads((PACKAGE.parent / "result.schema.json").read_text())
SCRIPT = (PACKAGE / "page.js").read_text()
HOSTILE = [
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\"><svg onload='alert(1)'>",
    '=HYPERLINK("http://evil.example")',
    "\t@SUM(1+1)",
    "a;=cmd|' /C calc'!A0",
    "\u202egnp.exe",
    "\x1b[2J\x1b]0;owned\x07\r\x00",
    "line\n=1+1\u2028\u2029",
    "\ud800",
    "$title ${batch} <!-- chunks -->",
    "x" * 100_000,
]
TEXTS = st.one_of(st.sampled_from(HOSTILE), st.text(st.characters(exclude_categories=[])))


def outcome(verdict: Verdict = Verdict.ACCEPTED, name: str = "test_doubles", **more: Any) -> Outcome:
    """One property's outcome; one that does not hold has a counterexample."""
    if verdict is not Verdict.ACCEPTED:
        more.setdefault("cause", Cause.WRONG_VALUE)
        more.setdefault("counterexample", Counterexample("double(1)", returned="3", message="expected 2"))
    return Outcome(name, f"The title of {name}.", verdict, **more)


def line(identifier: str, *properties: Outcome, duplicate_of: str | None = None, **more: Any) -> dict[str, Any]:
    """A line of `results.jsonl`, whose verdict follows from the properties unless it is given."""
    properties = properties or (outcome(),)
    failed = next((item for item in properties if item.verdict is not Verdict.ACCEPTED), None)
    details = {
        "challenge": "double",
        "challenge_digest": "c" * 64,
        "submission": identifier,
        "submission_digest": "5" * 64,
        "verdict": failed.verdict if failed else Verdict.ACCEPTED,
        "cause": failed.cause if failed else None,
        "message": "",
        "integrity": (),
        "score": sum(item.verdict is Verdict.ACCEPTED for item in properties) / len(properties),
        "seed": 0,
        "properties": properties,
        "runtime": Runtime(0.5, 0.75, 20_000_000, 1.5),
        "output": Output(),
        "isolation": Isolation("full", ("rlimits", "seccomp")),
        "versions": {"judge": "1.0", "python": "3.11.7", "hypothesis": "6.140.0"},
    }
    twin = {} if duplicate_of is None else {"duplicate_of": duplicate_of}
    return result_object(Grade(**details | more)) | {"id": identifier} | twin


def write_results(folder: Path, *lines: dict[str, Any]) -> Path:
    """Write the lines into a new `results.jsonl`."""
    path = folder / "results.jsonl"
    path.write_text("".join(f"{json.dumps(item)}\n" for item in lines))
    return path


def one_of_each() -> list[dict[str, Any]]:
    """A submission for every verdict."""
    return [line(f"{verdict}.py", outcome(verdict), outcome(name="test_zero")) for verdict in Verdict]


def hostile_lines() -> list[dict[str, Any]]:
    """Submissions that put hostile texts wherever a candidate has a say, one half called and the other not."""
    return [
        line(
            text,
            outcome(verdict, counterexample=Counterexample(text, None, text, text, text)),
            duplicate_of=text,
            message=text,
            integrity=(text,),
            output=Output(text, text, truncated=True),
        )
        for verdict in (Verdict.RUNTIME_ERROR, Verdict.INVALID_SUBMISSION)
        for text in HOSTILE
    ]


def table_of(folder: Path, *lines: dict[str, Any]) -> list[dict[str, str]]:
    """The rows of the table of these lines, as a reader gets them."""
    output = folder / "results.csv"
    write_table(write_results(folder, *lines), output)
    return list(csv.DictReader(io.StringIO(output.read_text("utf-8-sig"), newline=""), strict=True))


def summary_of(folder: Path, *lines: dict[str, Any]) -> dict[str, Any]:
    """The summary of these lines, after the schema has had its say."""
    output = folder / "summary.json"
    path = write_results(folder, *lines)
    write_summary(path, output)
    summary = json.loads(output.read_text("ascii"))
    assert summary == summarise(path)
    jsonschema.validate(summary, SUMMARY_SCHEMA)
    return summary


class Page(HTMLParser):
    """A page taken apart: its elements, and what the browser would unpack."""

    EMPTY = frozenset({"meta", "br", "wbr", "input", "rect", "line"})

    def __init__(self, folder: Path, *lines: dict[str, Any]) -> None:
        super().__init__()
        output = folder / "report.html"
        write_page(write_results(folder, *lines), output)
        self.source = output.read_bytes().decode()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.contents: list[str] = []
        self.open: list[int] = []
        self.feed(self.source)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins; empty ones have no end."""
        self.elements.append((tag, dict(attrs)))
        self.contents.append("")
        if tag not in self.EMPTY:
            self.open.append(len(self.elements) - 1)

    def handle_endtag(self, tag: str) -> None:
        """An element ends, which must be the one that is open."""
        if tag not in self.EMPTY:
            assert self.elements[self.open.pop()][0] == tag

    def handle_data(self, data: str) -> None:
        """Text is the content of every element around it."""
        for number in self.open:
            self.contents[number] += data

    def all(self, tag: str, kind: str = "") -> list[str]:
        """The texts of all elements with a tag, and a class if one is given."""
        return [
            text
            for (name, attributes), text in zip(self.elements, self.contents, strict=True)
            if name == tag and kind in {"", *(attributes.get("class") or "").split()}
        ]

    def unpacked(self, kind: str) -> list[Any]:
        """The rows or reports of all chunks, one after the other."""
        return [item for chunk in self.all("script", kind) for item in json.loads(unpack(chunk))]


def unpack(text: str) -> bytes:
    return gzip.decompress(base64.b64decode(text, validate=True))


# Reading


def test_lines_come_as_they_are(tmp_path: Path) -> None:
    """What was written is what is read, in its order; blank lines do not matter."""
    lines = [line("b.py"), line("a.py", outcome(Verdict.WRONG_ANSWER), duplicate_of="b.py")]
    path = write_results(tmp_path, *lines)
    path.write_text(path.read_text().replace("\n", "\n\n"))
    assert list(read_results(path)) == lines


def test_results_of_real_submissions_are_read(tmp_path: Path) -> None:
    """Result objects as the judge makes them, with a counterexample and without, are lines of a batch, and make all reports."""
    sources = ["def double(n):\n    return 2 * n", "def double(n):\n    raise KeyError(n)", "def double("]
    lines = [result_object(judge_source(tmp_path / str(i), text)) | {"id": str(i)} for i, text in enumerate(sources)]
    assert [row["short"] for row in table_of(tmp_path, *lines)] == ["AC", "RTE", "CE"]
    assert summary_of(tmp_path, *lines)["submissions"] == len(lines)
    assert [report["id"] for report in Page(tmp_path, *lines).unpacked("reports")] == ["0", "1", "2"]


def test_reports_rely_on_what_the_schema_promises() -> None:
    """What every line must have is what the schema of a result requires, at every level, besides its id."""

    def compare(shape: Any, schema: Any) -> None:
        if "$ref" in schema:
            schema = RESULT_SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]]
        if isinstance(shape, dict):
            assert {name for name in shape if not name.endswith("?")} - {"id"} == set(schema["required"])
            for name, inner in shape.items():
                if name.rstrip("?") in schema.get("properties", {}):
                    compare(inner, schema["properties"][name.rstrip("?")])
        elif isinstance(shape, list):
            compare(shape[0], schema["items"])

    compare(results._RESULT, RESULT_SCHEMA)


@pytest.mark.parametrize("cut", [1, 40, -2])
def test_broken_last_line_is_ignored(tmp_path: Path, cut: int) -> None:
    """A line that a power cut left half written, or full of zeros, does not count."""
    path = write_results(tmp_path, line("a.py"))
    whole = path.read_bytes()
    for rest in (whole[:cut], b"\0" * 100, b"\n\n"):
        path.write_bytes(whole + rest)
        assert [result["id"] for result in read_results(path)] == ["a.py"]


def test_broken_line_before_others_is_named(tmp_path: Path) -> None:
    """A line that is not JSON, with another behind it, is an error that says which."""
    path = write_results(tmp_path, line("a.py"))
    path.write_bytes(path.read_bytes() + b'{"id": \n' + path.read_bytes())
    with pytest.raises(UsageError, match=r"results\.jsonl, line 2 is not JSON"):
        list(read_results(path))


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"id": 7}, "'id', which is 7"),
        ({"schema": 99}, "'schema', which is 99, not 1"),
        ({"verdict": "perfect"}, "'verdict', which is 'perfect', not accepted or wrong_answer"),
        ({"integrity": "none"}, "'integrity', which is not a list"),
        ({"runtime": []}, "'runtime', which is not an object"),
        ({"output": {"stdout": ""}}, "'output', which has no 'stderr'"),
        ({"properties": [{}]}, "'properties', which has an element that has no 'name'"),
        ({"score": 1e999}, "'score', which is None"),
    ],
)
def test_line_that_is_no_result_is_named(tmp_path: Path, change: dict[str, object], fault: str) -> None:
    """A line of another shape is an error that says which line, which key and what is wrong, also where it is the last."""
    with pytest.raises(UsageError, match="line 2 is not a result that this judge writes: it has " + re.escape(fault)):
        list(read_results(write_results(tmp_path, line("a.py"), line("b.py") | change)))


def test_line_without_a_key_is_named(tmp_path: Path) -> None:
    """A bare result object, which has no id, is told apart from a line of a batch."""
    bare = line("a.py")
    del bare["id"]
    with pytest.raises(UsageError, match=r"line 1 .* it has no 'id'"):
        list(read_results(write_results(tmp_path, bare)))


def test_missing_results_are_a_usage_error(tmp_path: Path) -> None:
    """Without a file there is one clear line, and no report is written."""
    for write in (write_table, write_summary, write_page):
        with pytest.raises(UsageError, match=r"results\.jsonl cannot be read \(No such file or directory\)"):
            write(tmp_path / "results.jsonl", tmp_path / "report")
    assert not list(tmp_path.iterdir())


@given(text=TEXTS)
def test_shown_text_is_printable(text: str) -> None:
    """Nothing that moves a cursor or turns writing around is left, long texts are cut, and plain ones stay as they are."""
    assert all(character.isprintable() or character in "\n\t" for character in visible(text))
    assert visible_line(text).isprintable()
    assert len(visible_line(text, 100)) < 1100
    if text.isprintable() and len(text) <= 100:
        assert visible_line(text, 100) == text


# Writing


@pytest.mark.parametrize("write", [write_table, write_summary, write_page])
def test_broken_results_leave_the_old_report(tmp_path: Path, write: Any) -> None:
    """A report is replaced whole or not at all, and nothing half written is left beside it."""
    path = write_results(tmp_path, line("a.py"))
    output = tmp_path / "report"
    write(path, output)
    before = output.read_bytes()
    path.write_text("{}\n{}\n")
    with pytest.raises(UsageError):
        write(path, output)
    assert output.read_bytes() == before
    assert sorted(item.name for item in tmp_path.iterdir()) == ["report", "results.jsonl"]


@pytest.mark.parametrize("write", [write_table, write_summary, write_page])
def test_report_that_cannot_be_written_is_a_usage_error(tmp_path: Path, write: Any) -> None:
    """A folder that is not there, or in the place of the report, is one clear line."""
    path = write_results(tmp_path, line("a.py"))
    (tmp_path / "folder").mkdir()
    for output in (tmp_path / "nowhere" / "report", tmp_path / "folder"):
        with pytest.raises(UsageError, match="cannot be written"):
            write(path, output)
    assert sorted(item.name for item in tmp_path.iterdir()) == ["folder", "results.jsonl"]


@pytest.mark.parametrize("write", [write_table, write_summary, write_page])
def test_same_results_give_the_same_report(tmp_path: Path, write: Any) -> None:
    """Every report depends on its results alone, byte for byte."""
    path = write_results(tmp_path, *one_of_each())
    write(path, tmp_path / "first")
    write(path, tmp_path / "second")
    assert (tmp_path / "first").read_bytes() == (tmp_path / "second").read_bytes()


@pytest.mark.parametrize("write", [write_table, write_page])
def test_memory_does_not_grow_with_the_batch(tmp_path: Path, write: Any) -> None:
    """A report of 30 MB of results is written in less than 5 MB."""
    path = write_results(tmp_path, *(line(f"{i}.py", output=Output("loud " * 20_000)) for i in range(300)))
    assert path.stat().st_size > 30_000_000
    tracemalloc.start()
    write(path, tmp_path / "report")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 5_000_000


# Table


def test_row_says_what_became_of_a_submission(tmp_path: Path) -> None:
    """Every figure stands in its column, as in the result, and each property has its verdict."""
    failing = line("a/b.py", outcome(), outcome(Verdict.WRONG_ANSWER, "test_zero"), message="note", duplicate_of="c.py")
    first, second = table_of(tmp_path, failing, line("ok.py", runtime=Runtime()))
    assert first == {
        "id": "a/b.py",
        "challenge": "double",
        "verdict": "wrong_answer",
        "short": "WA",
        "cause": "wrong_value",
        "score": "0.5",
        "cpu_seconds": "0.5",
        "wall_seconds": "0.75",
        "peak_memory_bytes": "20000000",
        "relative_to_reference": "1.5",
        "first_failing_property": "The title of test_zero.",
        "counterexample_call": "double(1)",
        "message": "note",
        "duplicate_of": "c.py",
        "test_doubles": "accepted",
        "test_zero": "wrong_answer",
    }
    assert second["short"] == "AC"
    assert second["cause"] == second["relative_to_reference"] == second["test_zero"] == ""


def test_challenges_have_columns_of_their_own(tmp_path: Path) -> None:
    """Where a batch has several challenges, properties of one name are told apart, and so are hidden ones of one challenge."""
    hidden = outcome(name="hidden"), outcome(Verdict.WRONG_ANSWER, "hidden")
    first, second = table_of(tmp_path, line("a.py"), line("b.py", *hidden, challenge="treble"))
    assert list(first)[-3:] == ["double: test_doubles", "treble: hidden", "treble: hidden (2)"]
    assert list(second.values())[-3:] == ["", "accepted", "wrong_answer"]


def test_table_is_what_spreadsheets_read(tmp_path: Path) -> None:
    """The file begins with a byte order mark, its lines end as RFC 4180 says, and there is one for each submission."""
    table_of(tmp_path, *hostile_lines())
    content = (tmp_path / "results.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbfid,")
    assert content.count(b"\r\n") == content.count(b"\n") == content.count(b"\r") == 1 + 2 * len(HOSTILE)


@given(text=TEXTS)
def test_no_cell_is_a_formula(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    """Whether commas or semicolons separate cells, none starts as a formula, none has a control character, none is too long."""
    folder = tmp_path_factory.mktemp("table")
    failing = outcome(Verdict.WRONG_ANSWER, counterexample=Counterexample(text, returned=text))
    (row,) = table_of(folder, line(text, failing, message=text, duplicate_of=text))
    for cell in row.values():
        assert cell.isprintable()
        assert len(cell) < 32_767
        for part in cell.split(";"):
            assert part.lstrip(" \"'")[:1] not in set("=+-@＝＋－＠") or part.lstrip(' "').startswith("'")  # noqa: RUF001


# Summary


def test_schema_is_a_schema() -> None:
    """The shipped file is itself valid, and knows exactly the verdicts there are."""
    jsonschema.Draft202012Validator.check_schema(SUMMARY_SCHEMA)
    assert SUMMARY_SCHEMA["$defs"]["verdicts"]["required"] == [verdict.value for verdict in Verdict]
    assert list(SUMMARY_SCHEMA["$defs"]["verdicts"]["properties"]) == [verdict.value for verdict in Verdict]
    assert not jsonschema.Draft202012Validator(SUMMARY_SCHEMA).is_valid({"schema": 1})


def test_batch_without_submissions_has_a_summary(tmp_path: Path) -> None:
    """There is no share and no median of nothing."""
    summary = summary_of(tmp_path)
    assert summary["submissions"] == 0
    assert summary["accepted_share"] is summary["cpu_seconds"]["median"] is None
    assert summary["challenges"] == []


def test_summary_counts_every_verdict(tmp_path: Path) -> None:
    """Each verdict and cause is counted; a judge's error is neither accepted nor refused; an invalid one fails no property."""
    summary = summary_of(tmp_path, *one_of_each(), line("more.py", outcome(), outcome(name="test_zero")))
    assert summary["verdicts"] == {verdict.value: 1 for verdict in Verdict} | {"accepted": 2}
    assert summary["causes"] == {"wrong_value": 7}
    assert summary["accepted_share"] == 0.25
    (challenge,) = summary["challenges"]
    doubles, zero = challenge["properties"]
    assert doubles["name"] == "test_doubles"
    assert doubles["title"] == "The title of test_doubles."
    assert doubles["verdicts"] == summary["verdicts"]
    assert doubles["failures"] == 5
    assert zero["failures"] == 0
    assert summary["isolation"] == {"full": 9}
    assert summary["versions"]["python"] == {"3.11.7": 9}


def test_duplicates_cost_nothing(tmp_path: Path) -> None:
    """A duplicate counts as a submission, and its CPU time, which nobody spent, is not in the total."""
    lines = [line("a.py"), line("b.py", duplicate_of="a.py"), line("c.py", runtime=Runtime(cpu_seconds=2.5))]
    summary = summary_of(tmp_path, *lines)
    assert summary["duplicates"] == 1
    assert summary["submissions"] == 3
    assert summary["cpu_seconds"] == {"total": 3.0, "median": 0.5}


def test_challenges_are_summed_up_apart(tmp_path: Path) -> None:
    """Each challenge has its own figures, those at the top are of all, and an edited challenge shows both digests."""
    lines = [line("a.py"), line("b.py", outcome(Verdict.WRONG_ANSWER), challenge="treble")]
    summary = summary_of(tmp_path, *lines, line("c.py", challenge_digest="d" * 64))
    assert [challenge["name"] for challenge in summary["challenges"]] == ["double", "treble"]
    assert [challenge["accepted_share"] for challenge in summary["challenges"]] == [1, 0]
    assert summary["challenges"][0]["digests"] == ["c" * 64, "d" * 64]
    assert summary["accepted_share"] == 0.666667
    assert summary["challenges"][1]["runtime_of_accepted"]["cpu_seconds"] is None


@given(figures=st.lists(st.floats(0, 1e6), min_size=2))
def test_quantiles_are_the_textbook_ones(figures: list[float]) -> None:
    """They are those of the standard library's inclusive method, and there are none of nothing."""
    expected = statistics.quantiles(figures, n=20, method="inclusive")
    shown = quantiles(array("d", figures))
    assert shown is not None
    assert list(shown.values()) == pytest.approx(
        [min(figures), expected[0], expected[4], expected[9], expected[14], expected[18], max(figures)], abs=1e-6
    )
    assert quantiles(array("d")) is None


# Page


def test_page_holds_every_report_whole(tmp_path: Path) -> None:
    """What the browser unpacks are the results, in their order; rows and reports of a chunk belong together."""
    lines = [line(f"{i}.py", outcome(list(Verdict)[i % 8]), duplicate_of="0.py") for i in range(450)]
    page = Page(tmp_path, *lines)
    assert page.unpacked("reports") == [item | {"seed": "0"} for item in lines]
    assert [row[0] for row in page.unpacked("rows")] == [f"{i}.py" for i in range(450)]
    lengths = [[len(json.loads(unpack(chunk))) for chunk in page.all("script", kind)] for kind in ("rows", "reports")]
    assert lengths == [[200, 200, 50], [200, 200, 50]]


def test_loud_submissions_make_small_chunks(tmp_path: Path) -> None:
    """However much was printed, a chunk stays small enough to open at once, and what is left out is said."""
    page = Page(tmp_path, *(line(f"{i}.py", output=Output("é" * 10**5, "é" * 10**5)) for i in range(60)))
    assert all(len(unpack(chunk)) < 1.2 * 2**20 for chunk in page.all("script", "reports"))
    (report, *_) = page.unpacked("reports")
    assert "… 96,000 characters …" in report["output"]["stdout"]
    assert len(report["output"]["stdout"]) < 4_100


def test_rows_are_what_the_script_takes_them_for(tmp_path: Path) -> None:
    """A row has as many places as the script gives names, and what it counts by number is there."""
    lines = [line("a.py", outcome(), outcome(Verdict.WRONG_ANSWER, "test_zero")), line("b.py", challenge="treble")]
    page = Page(tmp_path, *lines)
    names = re.search(r"\(\[([a-z, ]+)\], position\)", SCRIPT)
    assert names is not None
    rows = [dict(zip(names[1].split(", "), row, strict=True)) for row in page.unpacked("rows")]
    (packed,) = (
        text for (_, with_), text in zip(page.elements, page.contents, strict=True) if with_.get("id") == "batch"
    )
    index = json.loads(unpack(packed))
    assert [index["challenges"][row["challenge"]][0] for row in rows] == ["double", "treble"]
    assert [index["verdicts"][row["verdict"]] for row in rows] == [["wrong_answer", "WA"], ["accepted", "AC"]]
    assert [[index["properties"][i][1] for i in row["failed"]] for row in rows] == [["The title of test_zero."], []]
    assert rows[0]["ratio"] == 1.5
    assert rows[0]["memory"] == 20_000_000


def test_first_rows_need_no_script(tmp_path: Path) -> None:
    """The first fifty submissions are rows of the page itself, and it says how many there are."""
    page = Page(tmp_path, *(line(f"team {i}/solution.py", outcome(Verdict.WRONG_ANSWER)) for i in range(60)))
    assert page.all("td", "id") == [f"team {i}/solution.py" for i in range(50)]
    assert page.all("td", "why")[0] == "The title of test_doubles."
    assert page.all("p", "status") == ["50 of 60 submissions"]
    assert len(page.all("noscript")) == 1


def test_hostile_texts_are_text(tmp_path: Path) -> None:
    """What candidates wrote opens no element, runs as no script, fills in no template, and shows what it hides."""
    lines = hostile_lines()
    harmless = Page(
        tmp_path, *(line("a.py", outcome(Verdict(item["verdict"])), message="b", duplicate_of="b.py") for item in lines)
    )
    page = Page(tmp_path, *lines)
    without = {"wbr"}  # a slash in a name may break the line
    assert Counter(tag for tag, _ in page.elements if tag not in without) == Counter(
        tag for tag, _ in harmless.elements if tag not in without
    )
    assert not [name for _, attributes in page.elements for name in attributes if name.startswith("on")]
    assert page.source.replace("\n", "").isprintable()
    assert "<script>alert" not in page.source
    assert page.all("td", "id")[6].startswith("\\u202egnp.exe")
    assert [report["id"] for report in page.unpacked("reports")] == 2 * [visible(text) for text in HOSTILE]
    assert page.unpacked("reports")[2]["properties"][0]["counterexample"]["call"] == HOSTILE[2]


def test_script_makes_text_nodes_only() -> None:
    """Nothing in the script turns a string into markup or code."""
    for way in (
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "Function(",
        "srcdoc",
        "setHTML",
    ):
        assert way not in SCRIPT


def test_page_loads_nothing_and_runs_its_own_script_only(tmp_path: Path) -> None:
    """The policy names the script and the style by their digests and allows nothing else; there is no address in the page."""
    page = Page(tmp_path, *one_of_each())
    (policy,) = (attributes["content"] for _, attributes in page.elements if attributes.get("http-equiv"))
    assert policy is not None
    assert policy.startswith("default-src 'none'; ")
    (script,) = (
        text for (tag, with_), text in zip(page.elements, page.contents, strict=True) if tag == "script" and not with_
    )
    for text in (script, *page.all("style")):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy
    assert not re.search(r"(https?:)?//[\w.]+\.\w", page.source.replace(script, ""))
    assert not {"link", "img", "iframe", "object", "embed", "base"} & {tag for tag, _ in page.elements}
    assert not [attributes for _, attributes in page.elements if {"style", "src"} & attributes.keys()]


def test_page_is_sound(tmp_path: Path) -> None:
    """Ids are unique, links inside the page lead somewhere, and there are the landmarks, names and headings people steer by."""
    page = Page(tmp_path, *one_of_each(), line("b.py", challenge="treble"))
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    targets = {str(attributes["href"])[1:] for tag, attributes in page.elements if tag == "a"}
    assert targets == {"submissions", "challenge-0", "challenge-1"}
    assert targets <= set(ids)
    tags = Counter(tag for tag, _ in page.elements)
    assert tags["h1"] == tags["main"] == tags["header"] == tags["footer"] == 1
    assert page.all("h2") == ["Challenges", "double", "treble", "Submissions"]
    assert len(page.all("caption")) == tags["table"]
    assert [attributes.get("lang") for tag, attributes in page.elements if tag == "html"] == ["en"]


def test_page_of_no_submissions_says_so(tmp_path: Path) -> None:
    """An empty batch has a page too."""
    page = Page(tmp_path)
    assert page.all("h1") == ["No submissions"]
    assert page.all("p", "status") == ["0 of 0 submissions"]
    assert page.unpacked("reports") == []


def test_judge_errors_are_said_not_to_count(tmp_path: Path) -> None:
    """Whoever reads the accepted share is told what is not in it."""
    page = Page(tmp_path, *one_of_each())
    assert "1 of the submissions could not be judged" in page.all("p", "notice")[0]
    assert page.all("dd")[1] == "14.3%"
    assert "could not be judged" not in Page(tmp_path, line("a.py")).source


# Plots


def bars(html: str) -> list[list[tuple[str, float]]]:
    """Of each row of a bar plot, the classes and widths in per cent."""
    found = [re.findall(r'<rect class="(\w+)" x="[\d.]+%" width="([\d.]+)%"', row) for row in html.split("<tr>")[2:]]
    return [[(kind, float(width)) for kind, width in row] for row in found]


def test_bars_are_as_long_as_counts() -> None:
    """The most frequent verdict fills its cell and the others are in proportion; verdicts nobody got have no row."""
    html = plots.verdict_bars(Counter({Verdict.WRONG_ANSWER: 40, Verdict.TIME_LIMIT_EXCEEDED: 10}))
    assert bars(html) == [[], [("WA", 100)], [("TLE", 25)]]
    assert re.findall(r'<td class="number">(.*?)</td>', html) == ["0", "0%", "40", "80.0%", "10", "20.0%"]


@given(count=st.integers(0, 10**6), total=st.integers(1, 10**6))
def test_shares_do_not_round_to_all_or_nothing(count: int, total: int) -> None:
    """Only none is 0%, and only all is 100%."""
    count = min(count, total)
    share = plots.share_text(count, total)
    assert (share == "0%") == (count == 0)
    assert (share == "100%") == (count == total)
    assert abs(float(share[:-1]) - 100 * count / total) <= 0.1


RATIOS = st.lists(st.one_of(st.floats(0, 5_000), st.floats(0.5, 4), st.just(0.0)))


@given(accepted=RATIOS, others=RATIOS)
def test_histogram_has_a_place_for_every_submission(accepted: list[float], others: list[float]) -> None:
    """The columns say how many they stand for, which sums up to all; all of them and the reference lie inside the plot."""
    html = plots.runtime_figure(array("d", accepted), array("d", others), "")
    said = re.findall(r": ([\d,]+) accepted, ([\d,]+) others</title>", html)
    assert sum(int(first) for first, _ in said) == len(accepted)
    assert sum(int(second) for _, second in said) == len(others)
    places = [(float(x), float(width)) for x, width in re.findall(r'<rect .*?x="([\d.-]+)%".*?width="([\d.]+)%"', html)]
    assert all(x >= 0 and x + width <= 100 for x, width in places)
    heights = [(float(y), float(height)) for y, height in re.findall(r'y="([\d.-]+)" width=.*?height="([\d.]+)"', html)]
    assert all(y > 20 and y + height < 161 for y, height in heights)
    (reference,) = re.findall(r'<line class="reference" x1="([\d.]+)%"', html)
    assert 0 < float(reference) < 100


def test_histogram_is_logarithmic_around_the_reference() -> None:
    """Half and double the reference's time are as far from it, and what is off the axis is said to be."""
    html = plots.runtime_figure(array("d", [0.5, 1.0, 2.0, 4.0]), array("d"), "")
    labels = {name: float(x) for x, name in re.findall(r'<text x="([\d.]+)%".*?>([\d/]+)×<', html)}
    assert labels == pytest.approx({"1/2": 0, "1": 100 / 3, "2": 200 / 3, "4": 100}, abs=0.01)
    assert "beyond" not in html
    assert "The 2 beyond the ends" in plots.runtime_figure(array("d", [0.0, 1.0, 1e6]), array("d"), "")
