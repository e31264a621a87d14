"""What the reports of `judge verify` make of findings: pure functions, so these tests judge nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from judge.model import Verdict
from judge.package.verify import report_files, report_text
from judge.package.verify.verification import (
    CHECKS,
    JunkRow,
    MutantRow,
    MutationSummary,
    PropertyRow,
    State,
    SubmissionRow,
    TimeWindow,
    Verification,
)
from judge.report.text import printable

SCHEMA = json.loads((Path(report_files.__file__).parent / "verification.schema.json").read_text("utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
VALIDATOR.check_schema(SCHEMA)

SURVIVOR = MutantRow(
    line=3,
    operator="boundary",
    original="if n < 0:",
    mutated="if n <= 0:",
    diff="--- double.py\n+++ double.py\n@@ -3,1 +3,1 @@\n-if n < 0:\n+if n <= 0:\n",
    source="…",
    mark='[[mutation.equivalent]]\noriginal = "if n < 0:"\nmutated = "if n <= 0:"\nreason = ""\n',
)
MARKED = replace(SURVIVOR, line=4, mark="", reason="Both sides are the same there.")
WINDOW = TimeWindow(0.25, "accepted/a.py in test_fast", 1.6, "time_limit_exceeded/t.py in test_fast", True, 2.0, 1.5)


def property_row(name: str, **changes: object) -> PropertyRow:
    """A property of the challenge below."""
    row = PropertyRow(name, "Title.", Path("double/test_double.py"), 7, 1.0, is_generated=True)
    return replace(row, **changes)  # type: ignore[arg-type]


def sound() -> Verification:
    """A valid challenge with something in every part of the report."""
    found = Verification("double", Path("challenges/double"), seconds=1.25)
    found.checks = {name: f"figures of {name}" for name in reversed(CHECKS)}
    found.properties = [
        property_row("test_doubles", rejected=2, rejected_mutants=11, inputs="n: int 0 to 9", calls=1_000, distinct=9),
        property_row("test_fast", rejected=1, edge_share=1 / 3, assumed_away=0.5, is_generated=False),
    ]
    verdicts = {
        "accepted/a.py": (Verdict.ACCEPTED, (Verdict.ACCEPTED, Verdict.ACCEPTED)),
        "invalid_submission/i.py": (Verdict.INVALID_SUBMISSION, (Verdict.INVALID_SUBMISSION,) * 2),
        "time_limit_exceeded/t.py": (Verdict.TIME_LIMIT_EXCEEDED, (Verdict.ACCEPTED, Verdict.TIME_LIMIT_EXCEEDED)),
        "wrong_answer/w.py": (Verdict.WRONG_ANSWER, (Verdict.WRONG_ANSWER, Verdict.ACCEPTED)),
    }
    names = ("test_doubles", "test_fast")
    for name, (verdict, row) in verdicts.items():
        pairs = tuple(zip(names, row, strict=True))
        found.submissions.append(SubmissionRow(name, Verdict(name.partition("/")[0]), verdict, pairs))
    found.junk = [
        JunkRow("returns_none", "returns nothing", Verdict.WRONG_ANSWER, "test_doubles", is_optional=False),
        JunkRow("clears_its_arguments", "clears", Verdict.ACCEPTED, "", is_optional=True),
    ]
    found.mutation = MutationSummary(12, 11, 2, (MARKED,), (), 100.0)
    found.window = WINDOW
    return found


def broken(problems: int = 2, **changes: str) -> Verification:
    """An invalid challenge: a note first, then errors."""
    found = sound()
    found.mutation = MutationSummary(12, 10, 2, (MARKED,), (SURVIVOR,), 100.0)
    found.add("inputs", Path("double/test_double.py"), "a note", line=7, is_error=False)
    for number in range(1, problems):
        found.add("mutants", Path("reference/double.py"), f"problem {number}", line=number)
    for name, value in changes.items():
        setattr(found, name, value)
    return found


HOSTILE = "a\nb\x1b[31m\0\ud800<&>]]>|`%,:::error::x\u202e"


def hostile() -> Verification:
    """A challenge whose every text is made to break a format."""
    found = broken(3, name=HOSTILE)
    found.folder = Path("challenges") / "\udcff,:%"
    found.checks = dict.fromkeys(CHECKS, HOSTILE)
    found.properties = [property_row(HOSTILE, title=HOSTILE, inputs=HOSTILE)]
    pairs = ((HOSTILE, Verdict.ACCEPTED),)
    found.submissions = [SubmissionRow(HOSTILE, Verdict.WRONG_ANSWER, Verdict.ACCEPTED, pairs)]
    row = replace(SURVIVOR, original=HOSTILE, mutated=HOSTILE, diff=HOSTILE, mark=HOSTILE)
    found.mutation = MutationSummary(2, 0, 0, (replace(row, reason=HOSTILE),), (row,), 100.0)
    found.junk = [JunkRow(HOSTILE, HOSTILE, Verdict.ACCEPTED, "", is_optional=False)]
    found.add("junk", found.folder / "x.py", HOSTILE)
    return found


def empty() -> Verification:
    """A challenge of which not even the folder could be read."""
    found = Verification("double", Path("double"))
    found.add("folder", Path("double"), "cannot be read")
    return found


KINDS = [sound, broken, hostile, empty]


class TestVerification:
    """What a verification says of itself."""

    def test_an_error_makes_it_invalid_and_a_note_does_not(self) -> None:
        """Notes are worth a look, no more."""
        found = Verification("double", Path("double"))
        found.add("inputs", Path("x"), "…", is_error=False)
        assert found.is_valid
        found.add("inputs", Path("x"), "…")
        assert not found.is_valid

    def test_checks_come_in_one_order_with_what_came_of_them(self) -> None:
        """A check is in the rows if it has figures or problems, whichever was entered first."""
        assert [(row.name, row.state) for row in broken().rows] == [
            (name, {"inputs": State.WARNING, "mutants": State.ERROR}.get(name, State.HOLDS)) for name in CHECKS
        ]
        assert [(row.name, row.state, row.figures) for row in empty().rows] == [("folder", State.ERROR, "")]

    def test_paths_below_a_folder_are_shown_from_there(self, tmp_path: Path) -> None:
        """Others stay as they are."""
        found = Verification("double", tmp_path / "a" / "double")
        found.properties = [property_row("test", path=tmp_path / "a" / "test.py")]
        found.add("folder", tmp_path / "a" / "spec.md", "…")
        found.add("folder", Path("/elsewhere/spec.md"), "…")
        found.show_from(tmp_path)
        assert found.folder == Path("a/double")
        assert found.properties[0].path == Path("a/test.py")
        assert [problem.path for problem in found.problems] == [Path("a/spec.md"), Path("/elsewhere/spec.md")]

    @pytest.mark.parametrize(
        ("killed", "marked", "score"), [(12, 0, 100.0), (9, 0, 75.0), (9, 3, 100.0), (0, 12, 100.0)]
    )
    def test_mutation_score_leaves_out_marked_mutants(self, killed: int, marked: int, score: float) -> None:
        """Percent of those that are not marked; 100 where all are."""
        assert MutationSummary(12, killed, 0, (MARKED,) * marked, (), 100.0).score == score


class TestText:
    """The report for people."""

    def test_report(self) -> None:
        """Checks with their figures, then the kill matrix, inputs and marks."""
        assert report_text.render_text(sound(), width=100) == (
            "VALID  double · 1.2 s\n\n"
            "✓ folder         figures of folder\n"
            "✓ reference      figures of reference\n"
            "✓ known answers  figures of known_answers\n"
            "✓ kill matrix    figures of kill_matrix\n"
            "✓ junk           figures of junk\n"
            "✓ mutants        figures of mutants\n"
            "✓ time window    figures of time_window\n"
            "✓ inputs         figures of inputs\n"
            "✓ certificate    figures of certificate\n\n"
            "Kill matrix\n"
            "  What each property makes of each submission that must be rejected: · holds, W wrong answer, T time\n"
            "  limit.\n\n"
            "                   submissions  mutants\n"
            "   1 test_doubles            2       11\n"
            "   2 test_fast               1        0\n\n"
            "                             1  2\n"
            "  invalid_submission/i.py    C  cannot be loaded\n"
            "  time_limit_exceeded/t.py   ·  T\n"
            "  wrong_answer/w.py          W  ·\n\n"
            "Inputs of one run\n"
            "                 calls  different  edges  assumed\n"
            "  test_doubles   1,000          9     0%       0%\n"
            "    generated · n: int 0 to 9\n"
            "  test_fast          0          0    33%      50%\n"
            "  Edges: calls with an argument that is empty, single, 0, 1 or -1. Assumed: turned away by assume().\n\n"
            "Mutants marked as equivalent\n"
            "  line 4: if n < 0: → if n <= 0:\n"
            "    Both sides are the same there."
        )

    def test_survivors_are_shown_as_diffs_with_their_marks(self) -> None:
        """The diffs come first, then the marks, ready to paste."""
        assert report_text.render_text(broken()).partition("Surviving mutants\n")[2] == (
            "  --- double.py\n  +++ double.py\n  @@ -3,1 +3,1 @@\n  -if n < 0:\n  +if n <= 0:\n\n"
            "Add an example that tells them from the reference. For one that no input can tell, challenge.toml takes its"
            " mark:\n\n"
            '  [[mutation.equivalent]]\n  original = "if n < 0:"\n  mutated = "if n <= 0:"\n  reason = ""'
        )

    def test_problems_come_with_errors_last(self) -> None:
        """The last lines on the screen are those that make a challenge invalid."""
        shown = report_text.render_problems([broken(3), sound()], width=72)
        assert shown == (
            "! double/test_double.py:7: inputs: a note\n"
            "✗ reference/double.py:1: mutants: problem 1\n"
            "✗ reference/double.py:2: mutants: problem 2"
        )
        assert report_text.render_problems([sound()]) == ""

    def test_long_problems_are_wrapped_and_paths_are_not(self) -> None:
        """A path stays in one piece, so that a terminal can open it."""
        found = Verification("double", Path("double"))
        path = Path("a-long-name/" * 8) / "test.py"
        found.add("folder", path, "a few words " * 12, line=12)
        first, *rest = report_text.render_problems([found], width=80).splitlines()
        assert first == f"✗ {path}:12:"
        assert rest
        assert all(line.startswith("  ") and len(line) <= 80 for line in rest)

    @pytest.mark.parametrize("kind", KINDS)
    @pytest.mark.parametrize("width", [1, 72, 80, 100, 160])
    def test_lines_fit(self, kind: object, width: int) -> None:
        """No line of prose or table is wider than the terminal, but for narrow ones; diffs are left as they are."""
        found: Verification = kind()  # type: ignore[operator]
        found.mutation = None
        found.properties = [replace(row, inputs=row.inputs[:1] + " many words" * 20) for row in found.properties]
        texts = report_text.render_text(found, width=width), report_text.render_problems([found], width=width)
        longest = max(len(line) for text in texts for line in text.splitlines())
        assert longest <= min(max(width, 72), 120) + (60 if kind is hostile else 0)

    @pytest.mark.parametrize("kind", KINDS)
    def test_colours_change_nothing_but_colours(self, kind: object) -> None:
        """The text is the same with and without; the hostile one brings no escape of its own."""
        found: Verification = kind()  # type: ignore[operator]
        for render in (report_text.render_text, lambda found, color: report_text.render_problems([found], color=color)):
            plain, painted = render(found, color=False), render(found, color=True)
            assert re.sub(r"\x1b\[[0-9;]*m", "", painted) == plain
            assert printable(plain) == plain

    @pytest.mark.parametrize(
        ("names", "expected"),
        [
            ([("a", True), ("b", True)], "2 of 2 challenges valid"),
            ([("a", True), ("b", False)], "1 of 2 challenges valid; not valid: b"),
            ([("a", False), ("a", True)], "1 of 2 challenges valid; not valid: folder0/a"),
        ],
    )
    def test_last_line(self, names: Sequence[tuple[str, bool]], expected: str) -> None:
        """It names what is not valid, by the folder where the name alone does not tell."""
        verifications = [Verification(name, Path(f"folder{number}/{name}")) for number, (name, _) in enumerate(names)]
        for found, (_, is_valid) in zip(verifications, names, strict=True):
            if not is_valid:
                found.add("folder", Path("x"), "…")
        assert report_text.summarise(verifications) == expected


class TestJson:
    """The object for programs."""

    @pytest.mark.parametrize("kind", KINDS)
    def test_is_one_object_of_the_schema_on_one_ascii_line(self, kind: object) -> None:
        """Whatever was found, and whatever it is called."""
        text = report_files.render_json([kind(), sound()])  # type: ignore[operator]
        assert text.isascii()
        assert "\n" not in text
        VALIDATOR.validate(json.loads(text))

    def test_says_what_was_found(self) -> None:
        """Figures, problems and rows are those of the verification."""
        shown = json.loads(report_files.render_json([sound(), broken()]))
        assert shown["valid"] is False
        valid, invalid = shown["challenges"]
        assert (valid["valid"], valid["problems"]) == (True, [])
        assert invalid["problems"] == [
            {"check": "inputs", "path": "double/test_double.py", "line": 7, "message": "a note", "severity": "warning"},
            {"check": "mutants", "path": "reference/double.py", "line": 1, "message": "problem 1", "severity": "error"},
        ]
        assert invalid["mutation"]["survivors"][0]["mark"] == SURVIVOR.mark
        assert invalid["mutation"]["score"] == pytest.approx(100 * 10 / 11, abs=1e-3)
        assert valid["submissions"][2]["properties"] == {"test_doubles": "accepted", "test_fast": "time_limit_exceeded"}
        assert [row["property"] for row in valid["junk"]] == ["test_doubles", None]
        assert valid["time_window"]["derived_limit"] == 0.5

    def test_schema_is_part_of_the_package(self) -> None:
        """The file is beside the module that writes what it describes, and names the same version."""
        assert SCHEMA["properties"]["schema"] == {"const": report_files.SCHEMA_VERSION}
        assert SCHEMA["$defs"]["check"]["properties"]["name"]["enum"] == list(CHECKS)
        assert SCHEMA["$defs"]["verdict"]["enum"] == [verdict.value for verdict in Verdict]


class TestJunit:
    """The file for continuous integration."""

    @pytest.mark.parametrize("kind", KINDS)
    def test_is_well_formed(self, kind: object) -> None:
        """It can be parsed in ASCII, and the counts are those of the cases."""
        text = report_files.render_junit([kind(), sound()])  # type: ignore[operator]
        assert text.isascii()
        root = ET.fromstring(text)
        assert root.tag == "testsuites"
        for suite in root:
            assert int(suite.attrib["tests"]) == len(suite.findall("testcase"))
            assert int(suite.attrib["failures"]) == len(suite.findall("testcase/failure"))

    def test_has_a_failure_for_each_check_that_found_an_error(self) -> None:
        """All its errors are in it, with file and line; notes are in the output of the case."""
        suite = ET.fromstring(report_files.render_junit([broken(3)]))[0]
        cases = {case.attrib["name"]: case for case in suite}
        assert list(cases) == list(CHECKS)
        (failure,) = suite.iter("failure")
        assert failure is cases["mutants"].find("failure")
        assert (failure.attrib["message"], failure.text) == (
            "problem 1",
            "reference/double.py:1: mutants: problem 1\nreference/double.py:2: mutants: problem 2",
        )
        assert cases["inputs"].findtext("system-out") == "figures of inputs\ndouble/test_double.py:7: inputs: a note"


class TestGitHub:
    """The annotations of GitHub Actions, and the summary of a step."""

    def test_annotations_stand_at_file_and_line(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Paths count from the checkout, wherever the command runs; errors come first."""
        (tmp_path / "course").mkdir()
        monkeypatch.chdir(tmp_path / "course")
        lines = report_files.render_github([broken()], tmp_path).splitlines()
        assert lines == [
            "::error file=course/reference/double.py,line=1,title=double%3A mutants::problem 1",
            "::warning file=course/double/test_double.py,line=7,title=double%3A inputs::a note",
            "0 of 1 challenges valid; not valid: double",
        ]

    def test_nothing_but_the_last_line_where_all_is_well(self, tmp_path: Path) -> None:
        """A valid challenge has no annotation."""
        assert report_files.render_github([sound()], tmp_path) == "1 of 1 challenges valid"

    @pytest.mark.parametrize("errors", [9, 12])
    def test_at_most_nine_and_one_that_says_how_many_more(self, tmp_path: Path, errors: int) -> None:
        """GitHub shows ten; the tenth says how many are left, and is as bad as the worst of them."""
        lines = report_files.render_github([broken(errors + 1)], tmp_path).splitlines()
        assert len(lines) == 11
        assert all(line.startswith("::error file=") for line in lines[:9])
        kind, more = ("warning", 1) if errors == 9 else ("error", 4)
        assert lines[9] == f"::{kind} title=judge verify::and {more} more; the summary of this step has them all"

    @given(text=st.text(st.characters(codec="utf-8") | st.sampled_from("%\r\n:,")))
    def test_escapes_are_those_that_the_runner_takes_back(self, text: str) -> None:
        """What the runner makes of a message is the text; nothing in it can begin another command."""
        found = Verification("double", Path("double"))
        found.add("folder", Path("double") / "x.py", text)
        line, _ = report_files.render_github([found], Path.cwd()).split("\n")
        assert "\r" not in line
        message = line.split("::", 2)[2]
        unescaped = message.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")
        assert unescaped == printable(text)

    def test_hostile_names_stay_inside_their_property(self, tmp_path: Path) -> None:
        """Commas and colons in a path or a name end no property."""
        lines = report_files.render_github([hostile()], tmp_path).splitlines()
        assert len(lines) == 5
        assert all(
            re.fullmatch(r"::(error|warning) file=[^,:]+,line=\d+,title=[^,:]+::.*", line) for line in lines[:-1]
        )

    def test_step_summary_has_every_check_and_problem(self) -> None:
        """A table of checks, one of all problems, and the survivors as diffs."""
        text = report_files.render_step_summary([sound(), broken(20)])
        assert text.count("| ✅ |") == 2 * len(CHECKS) - 2
        assert "| double | ❌ | mutants | figures of mutants |" in text
        assert "| double | ⚠️ | inputs | figures of inputs |" in text
        assert all(f"| problem {number} |" in text for number in range(1, 20))
        assert f"```diff\n{SURVIVOR.diff}```" in text

    def test_step_summary_keeps_hostile_text_in_its_cell(self) -> None:
        """Every row of a table has the columns of its head, and nothing in it is read as HTML."""
        lines = report_files.render_step_summary([hostile()]).splitlines()
        rows = [line for line in lines if line.startswith("|")]
        assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {4, 5}
        assert not any("<" in row for row in rows)
