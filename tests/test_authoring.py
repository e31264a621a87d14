"""docs/authoring.md: its tutorial works as it stands, step by step, and its reference agrees with the code."""

from __future__ import annotations

import ast
import dataclasses
import re
import tomllib
from pathlib import Path

import pytest

import judge.testing
from judge.challenge import Challenge, load_challenge
from judge.errors import ChallengeError
from judge.grading import fixtures, plugin
from judge.grading.session import Property
from judge.model import Verdict
from judge.package.verify import certificate, known_answers_check, mutation
from judge.package.verify.consistency import named_catchers
from judge.storage import cache_folder
from judge.testing import EntryPoint
from tests.building import write_challenge
from tests.pages import BLOCK, follow, shows

ROOT = Path(__file__).parents[1]
TUTORIAL, REFERENCE = (ROOT / "docs" / "authoring.md").read_text("utf-8").split("\n## Reference\n")


@pytest.mark.parametrize(
    ("shown", "output", "expected"),
    [
        ("a b\nc", "a\n  b c\n", True),
        ("a\n…\nc", "a\nb\nb\nc", True),
        ("a\n…\nc", "a\nc", True),
        ("a\n…", "a\nb", True),
        ("took 1.5 s", "took 12.0 s", True),
        ("a …c", "a b.c", True),
        ("a b", "a b c", False),
        ("a\n…\nc", "a\nb", False),
        ("a.c", "abc", False),
        ("15 of 15", "14 of 15", False),
    ],
)
def test_comparison_of_shown_output(shown: str, output: str, expected: bool) -> None:  # noqa: FBT001  # a table's column
    """What is compared is every word that the page shows, in order, and nothing more."""
    assert shows(shown, output) is expected


@pytest.mark.long
def test_tutorial_works_step_by_step(tmp_path: Path) -> None:
    """Whoever writes the tutorial's files and runs its commands in an empty folder sees what it shows."""
    (tmp_path / "work").mkdir()
    follow(TUTORIAL, tmp_path / "work", XDG_CACHE_HOME=str(tmp_path / "cache"), JUDGE_CACHE="")


def test_tutorial_is_as_short_as_it_says() -> None:
    """What its reader writes is about forty lines, blank ones and those replaced later not counted."""
    final = {block["file"]: block["body"] for block in BLOCK.finditer(TUTORIAL) if block["file"]}
    lines = [line for body in final.values() for line in body.splitlines() if line.strip()]
    assert 35 <= len(lines) <= 45


def table(heading: str) -> dict[str, list[str]]:
    """The rows of the table whose first column is headed so, by the code in their first cells."""
    lines = REFERENCE.splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith(f"| {heading} |"))
    rows = {}
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        name, *rest = (cell.strip() for cell in line.strip("|").split(" | "))
        assert name.strip("`") not in rows
        rows[name.strip("`")] = [cell.removesuffix(" |") for cell in rest]
    return rows


def load(folder: Path, settings: str, *, without: str = "") -> Challenge:
    """Load a challenge with these settings, and with the two that every challenge needs unless one is left out."""
    write_challenge(folder)
    needed = {"title": '"T"', "entry_point": '"double"'}
    given = tomllib.loads(settings)
    top = "".join(f"{key} = {value}\n" for key, value in needed.items() if key not in {without, *given})
    (folder / "challenge.toml").write_text(top + settings, "utf-8")
    return load_challenge(folder)


TABLES = {
    "key": "{}",
    "key in `[limits]`": "[limits]\n{}",
    "key in `[mutation]`": "[mutation]\n{}",
    "key in `[time_window]`": "[time_window]\n{}",
}
"""How a key of each table of keys is written in `challenge.toml`."""
MARK = {"original": '"a"', "mutated": '"b"', "reason": '"c"'}


@pytest.mark.parametrize("heading", TABLES)
def test_tables_have_the_keys_there_are(tmp_path: Path, heading: str) -> None:
    """A table of the page has those keys that an error about an unknown key names."""
    with pytest.raises(ChallengeError) as raised:
        load(tmp_path / "double", TABLES[heading].format("zzz = 1"))
    assert set(table(heading)) == set(str(raised.value).partition("known are ")[2].split(", "))


@pytest.mark.parametrize(("heading", "key"), [(heading, key) for heading in TABLES for key in table(heading)])
def test_defaults_are_the_defaults(tmp_path: Path, heading: str, key: str) -> None:
    """Writing a key with the default that the page gives changes nothing; one that is required cannot be left out."""
    default = table(heading)[key][0]
    if default == "required":
        with pytest.raises(ChallengeError, match=f"{key}: is missing"):
            load(tmp_path / "double", "", without=key)
        return
    written = load(tmp_path / "double", TABLES[heading].format(f"{key} = {default.strip('`')}"))
    plain = load(tmp_path / "double", "")
    assert dataclasses.replace(written, digest="") == dataclasses.replace(plain, digest="")


def test_keys_of_marks(tmp_path: Path) -> None:
    """A mark of an equivalent mutant has the keys that the page lists, and all are required."""
    rows = table("key in `[[mutation.equivalent]]`")
    assert list(rows) == list(MARK)
    assert {row[0] for row in rows.values()} == {"required"}
    for missing in MARK:
        lines = [f"{key} = {value}" for key, value in MARK.items() if key != missing]
        with pytest.raises(ChallengeError, match=f"{missing}: is missing"):
            load(tmp_path / "double", "\n".join(["[[mutation.equivalent]]", *lines]))


def test_settings_shown_are_valid(tmp_path: Path) -> None:
    """Every piece of `challenge.toml` on the page can be loaded."""
    pieces = [block["body"] for block in BLOCK.finditer(REFERENCE) if block["language"] == "toml"]
    assert pieces
    for piece in pieces:
        load(tmp_path / "double", piece)


def test_marks_are_those_of_the_plugin() -> None:
    """The table of marks has those that the pytest plugin registers, with their defaults."""
    registered: list[str] = []

    class Config:
        stash = pytest.Stash()

        def addinivalue_line(self, _name: str, line: str) -> None:
            registered.append(line.partition("(")[0])

        def getoption(self, _name: str) -> None:
            return None

    plugin.pytest_configure(Config())
    rows = table("mark")
    assert list(rows) == registered
    plain = Property(name="", title="")
    assert plain.points == ast.literal_eval(rows["points"][0].strip("`"))
    assert plain.feedback is None
    assert rows["feedback"][0] == "the challenge's"


def test_fixtures_are_those_there_are() -> None:
    """The table of fixtures has those that hidden tests get."""
    provided = [name for name, value in vars(fixtures).items() if hasattr(value, "_fixture_function_marker")]
    assert list(table("fixture")) == provided


def test_helpers_exist() -> None:
    """Each helper that the page recommends is one of `judge.testing`, or a method of `solution`."""
    names = [name for row in table("to assert that").values() for name in re.findall(r"`([\w.]+)`", row[0])]
    assert names
    for name in names:
        owner, _, method = name.partition(".")
        assert hasattr(EntryPoint, method) if owner == "solution" else name in judge.testing.__all__, name


def test_checks_are_those_of_verify() -> None:
    """The table of checks has those that the code of `judge verify` enters, no more and no fewer."""
    sources = [path.read_text("utf-8") for path in (ROOT / "judge" / "package" / "verify").glob("*.py")]
    entered = r'found\.(?:checks\[|add\(\s*)"(\w+)"'
    assert set(table("check")) == {name for source in sources for name in re.findall(entered, source)}


def test_figures_of_verify() -> None:
    """Numbers of seeds and factors that the page names are those in the code."""
    rows = table("check")
    assert f"on {known_answers_check._REFERENCE_SEEDS} seeds" in rows["reference"][0]
    assert f"on {len(known_answers_check._SEEDS)} seeds" in rows["known_answers"][0]
    assert mutation._TIMES_REFERENCE == 10
    assert "ten times the reference's time" in REFERENCE
    assert f"on {certificate.SEEDS} seeds" in REFERENCE
    assert certificate._TRIAL_SEEDS == 10
    assert "has caught it on ten" in REFERENCE
    assert f"the exact {certificate.CONFIDENCE:.0%} interval".replace("%", " %") in REFERENCE


def test_folders_of_known_answers() -> None:
    """The folders that the page names are the verdicts that a submission can deserve."""
    sentence = re.search(r"what they must get: (.*?)\.\s", REFERENCE, re.DOTALL)[1]
    assert set(re.findall(r"`(\w+)`", sentence)) == {verdict.value for verdict in Verdict} - {"judge_error"}


def test_line_that_names_properties() -> None:
    """The docstring that the page shows names the properties that it seems to name."""
    (shown,) = (block["body"] for block in BLOCK.finditer(REFERENCE) if "Caught by:" in block["body"])
    assert named_catchers(shown.encode()) == ("test_finds_the_largest", "test_refuses_a_negative_k")


def test_place_of_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The cache is where the page says, and can be turned off as it says."""
    monkeypatch.setenv("JUDGE_CACHE", "1")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == tmp_path / "judge"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert cache_folder() == tmp_path / ".cache" / "judge"
    monkeypatch.setenv("JUDGE_CACHE", "0")
    assert cache_folder() is None
    for phrase in ("In `judge/` below `$XDG_CACHE_HOME`, by default `~/.cache`", "`JUDGE_CACHE=0` turns both off"):
        assert phrase in REFERENCE
