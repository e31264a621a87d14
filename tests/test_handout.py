"""A handout holds what candidates may have, in a form they can use, and nothing of what is hidden."""

from __future__ import annotations

import ast
import contextlib
import itertools
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from judge.challenge import load_challenge
from judge.errors import ChallengeError, UsageError
from judge.model import Verdict
from judge.package.handout import build_handout, read_public_part, write_handout
from judge.package.handout_page import render_page
from tests.building import REFERENCE, clean_environment, judge_command, judge_source, run_judge, write_challenge

ROOT = Path(__file__).parents[1]
SHIPPED = sorted(path.parent for path in (ROOT / "challenges").glob("*/challenge.toml"))
SPEC = "# Double\n\nWrite `double(n)`.\n\n```python\n>>> double(2)\n4\n>>> double(-1)\n-2\n```\n"
STARTER = "def double(n):\n    raise NotImplementedError\n"
FILES = ["README.md", "solution.py", "spec.html", "spec.md", "test_examples.py"]
PUBLIC = {"challenge.toml", "spec.md", "starter.py"}


def write_public_challenge(folder: Path, spec: str = SPEC, starter: str = STARTER, reference: str = REFERENCE) -> Path:
    """A challenge with everything that a handout needs, and hidden files of every kind."""
    write_challenge(folder, spec=spec, reference=reference)
    (folder / "starter.py").write_text(starter)
    (folder / "notes.md").write_text("The trick is to add n to itself.\n")
    wrong = folder / "submissions" / "wrong_answer" / "triples.py"
    wrong.parent.mkdir(parents=True)
    wrong.write_text("def double(n):\n    return 3 * n\n")
    return folder


@pytest.fixture
def challenge(tmp_path: Path) -> Path:
    """The challenge `double`."""
    return write_public_challenge(tmp_path / "challenges" / "double")


def build(folder: Path) -> dict[str, str]:
    """The handout of a challenge folder."""
    return build_handout(read_public_part(folder))


def run_examples(folder: Path, files: dict[str, str], solution: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run a handout's tests with plain pytest, as a candidate does; the judge's plugin is out of reach."""
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        (folder / name).write_text(content)
    if solution is not None:
        (folder / "solution.py").write_text(solution)
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "test_examples.py", "-p", "no:cacheprovider"],
        cwd=folder,
        env=clean_environment(PYTEST_DISABLE_PLUGIN_AUTOLOAD="1"),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def contents(folder: Path) -> dict[str, bytes]:
    """The files below a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# What is in it


def test_folder_holds_what_candidates_need(challenge: Path, tmp_path: Path) -> None:
    """Each challenge has a folder with the statement, the starter as a solution to write, examples, and how to run them."""
    names = write_handout([challenge], tmp_path / "out")
    files = contents(tmp_path / "out")
    assert names == sorted(files) == [f"double/{name}" for name in FILES]
    assert files["double/spec.md"] == (challenge / "spec.md").read_bytes()
    assert files["double/solution.py"] == (challenge / "starter.py").read_bytes()
    assert "python -m pytest test_examples.py" in files["double/README.md"].decode()


def test_several_challenges_go_side_by_side(challenge: Path, tmp_path: Path) -> None:
    """A handout of two challenges holds the two handouts of one, and the order on the command line makes no difference."""
    other = write_public_challenge(tmp_path / "challenges" / "twice")
    write_handout([other, challenge], tmp_path / "both")
    write_handout([challenge, other], tmp_path / "again")
    write_handout([challenge], tmp_path / "one")
    assert contents(tmp_path / "both") == contents(tmp_path / "again")
    assert contents(tmp_path / "both").items() >= contents(tmp_path / "one").items()
    assert {path.name for path in (tmp_path / "both").iterdir()} == {"double", "twice"}


def test_zip_has_the_same_files_and_always_the_same_bytes(challenge: Path, tmp_path: Path) -> None:
    """A ZIP file holds what the folder does; time, user and mask of the day leave no trace in it."""
    write_handout([challenge], tmp_path / "out")
    write_handout([challenge], tmp_path / "out.zip")
    for path in challenge.rglob("*"):
        os.utime(path, (10**9, 10**9))
    before = os.umask(0o077)
    try:
        write_handout([challenge], tmp_path / "later.ZIP")
    finally:
        os.umask(before)
    assert (tmp_path / "out.zip").read_bytes() == (tmp_path / "later.ZIP").read_bytes()
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        assert archive.testzip() is None
        assert {entry.filename: archive.read(entry) for entry in archive.infolist()} == contents(tmp_path / "out")
        assert {entry.external_attr >> 16 for entry in archive.infolist()} == {0o100644}


# Nothing else is in it


@given(secret=st.text(min_size=1), which=st.sampled_from(["reference.py", "test_double.py", "notes.md", "submissions"]))
@settings(max_examples=20)
def test_hidden_files_have_no_part_in_a_handout(
    tmp_path_factory: pytest.TempPathFactory, secret: str, which: str
) -> None:
    """Whatever a hidden file holds, the handout is the same, byte for byte."""
    folder = write_public_challenge(tmp_path_factory.mktemp("changed") / "double")
    before = build(folder)
    hidden = folder / which if which != "submissions" else folder / "submissions" / "wrong_answer" / "triples.py"
    hidden.write_text(secret, encoding="utf-8", errors="replace")
    assert build(folder) == before


def test_settings_have_no_part_but_the_entry_point(challenge: Path) -> None:
    """Limits, credits and marks in `challenge.toml` leave no trace."""
    before = build(challenge)
    settings_file = challenge / "challenge.toml"
    settings_file.write_text(settings_file.read_text() + 'credits = "secret"\n[mutation]\nthreshold = 90\n')
    assert build(challenge) == before


def test_hidden_files_need_not_be_readable(challenge: Path) -> None:
    """Where every hidden file is a link to nowhere, the handout is the same: none of them is opened."""
    before = build(challenge)
    for path in [path for path in challenge.rglob("*") if path.is_file() and path.name not in PUBLIC]:
        path.unlink()
        path.symlink_to("nowhere")
    assert build(challenge) == before


WATCH = """
import sys
from pathlib import Path
opened = []
sys.addaudithook(lambda event, args: opened.append(args[0]) if event == "open" else None)
from judge.package.handout import write_handout
write_handout([Path(sys.argv[1])], Path(sys.argv[2]))
below = {Path(str(name)).resolve() for name in opened if isinstance(name, str)}
print(*sorted(path.name for path in below if path.is_relative_to(Path(sys.argv[1]).resolve())))
"""


@pytest.mark.parametrize("folder", SHIPPED, ids=lambda path: path.name)
def test_only_three_files_of_a_challenge_are_opened(folder: Path, tmp_path: Path) -> None:
    """The interpreter itself reports every file that is opened: of the challenge these are the public ones."""
    done = subprocess.run(
        [sys.executable, "-c", WATCH, folder, tmp_path / "out"], capture_output=True, text=True, check=True
    )
    assert set(done.stdout.split()) == PUBLIC


@pytest.mark.parametrize("folder", SHIPPED, ids=lambda path: path.name)
def test_no_hidden_line_is_in_a_shipped_challenges_handout(folder: Path) -> None:
    """No line of tests, reference, notes or submissions is in a handout, but for those that are public or said everywhere."""
    challenge = load_challenge(folder)
    hidden = [challenge.reference, *challenge.tests, folder / "notes.md", *folder.glob("submissions/*/*.py")]
    public = {line.strip() for name in ("spec.md", "starter.py") for line in (folder / name).read_text().splitlines()}
    said_everywhere = {"", "else:", '"""', "import pytest"}
    secret = {line.strip() for path in hidden for line in path.read_text().splitlines()} - public - said_everywhere
    handed_out = {line.strip() for content in build(folder).values() for line in content.splitlines()}
    assert len(secret) > 100
    assert secret & handed_out == set()


def test_link_to_a_hidden_file_is_refused(challenge: Path) -> None:
    """A statement that is a link to the tests would hand them out, so links are refused."""
    (challenge / "spec.md").unlink()
    (challenge / "spec.md").symlink_to("test_double.py")
    with pytest.raises(ChallengeError, match=r"spec\.md: is a symbolic link"):
        build(challenge)


# Examples as tests


@pytest.mark.parametrize("folder", SHIPPED, ids=lambda path: path.name)
def test_shipped_examples_run_with_plain_pytest(folder: Path, tmp_path: Path) -> None:
    """With plain pytest the reference passes a handout's examples, and the starter fails every one."""
    files = build(folder)
    started = run_examples(tmp_path / "started", files)
    assert started.returncode == 1, started.stdout
    assert "NotImplementedError" in started.stdout
    assert " passed" not in started.stdout
    solved = run_examples(tmp_path / "solved", files, load_challenge(folder).reference.read_text())
    assert solved.returncode == 0, solved.stdout


@pytest.mark.parametrize(
    ("expected", "returned", "passes"),
    [
        ("4", "4", True),
        ("4", "4.0", True),
        ("4", "__import__('fractions').Fraction(4)", False),
        ("4", "__import__('numpy').int64(4)", True),
        ("4", "5", False),
        ("4", "'4'", False),
        ("1", "True", False),
        ("True", "True", True),
        ("True", "1", False),
        ("True", "__import__('numpy').bool_(True)", True),
        ("4.5", "__import__('numpy').float64(4.5)", True),
        ("[1, 2]", "[1, 2]", True),
        ("[1, 2]", "(1, 2)", False),
        ("{'a': [1]}", "__import__('collections').defaultdict(list, a=[1])", True),
        ("None", "None", True),
        ("None", "0", False),
    ],
)
def test_values_are_compared_as_the_judge_does(tmp_path: Path, expected: str, returned: str, passes: bool) -> None:  # noqa: FBT001  # a column of the table
    """A value passes an example with plain pytest exactly if the judge accepts it."""
    source, right = (f"def double(n):\n    return {value}\n" for value in (returned, expected))
    spec = f"# Double\n\n>>> double(2)\n{expected}\n"
    judged = judge_source(tmp_path, source, "def test_calls(solution):\n    solution(2)\n", spec=spec, reference=right)
    assert (judged.verdict is Verdict.ACCEPTED) == passes
    (tmp_path / "double" / "starter.py").write_text(STARTER)
    names: dict[str, Callable[[], None]] = {}
    exec(build(tmp_path / "double")["test_examples.py"].replace("from solution import double", source), names)
    with contextlib.nullcontext() if passes else pytest.raises(AssertionError):
        names["test_example_1"]()


def test_examples_of_every_form_are_tests(tmp_path: Path) -> None:
    """Exceptions, expressions over several lines, comments and variables are run in the order of the statement."""
    spec = """\
# Double

>>> double(2)  # a comment
4
>>> double(
...     3,
... )
6
>>> double(None)
Traceback (most recent call last):
    ...
TypeError: whatever it says
>>> numbers = [1, 2]
>>> for number in numbers:
...     assert double(number) > number
>>> [double(number) for number in numbers]
[2,
 4]
"""
    folder = write_public_challenge(tmp_path / "double", spec)
    done = run_examples(tmp_path / "run", build(folder), "def double(n):\n    return n + n\n")
    assert (done.returncode, "1 passed" in done.stdout) == (0, True), done.stdout
    for wrong in ("return n", "return 2 * (n or 0)", "return 2 * n if n != 2 else 5"):
        done = run_examples(tmp_path / "run", build(folder), f"def double(n):\n    {wrong}\n")
        assert done.returncode == 1, wrong


def test_examples_that_share_nothing_are_tests_of_their_own(challenge: Path, tmp_path: Path) -> None:
    """Where no example sets a variable for another, one that fails hides no other."""
    done = run_examples(tmp_path / "run", build(challenge), "def double(n):\n    return 4\n")
    assert "1 failed, 1 passed" in done.stdout


# The page


class _Reader(HTMLParser):
    """Collects elements and text, and checks that elements are closed in order."""

    EMPTY = ("meta", "br", "hr")

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.text: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        for tag in self.open:
            self.text[tag] = self.text.get(tag, "") + data


def read_page(markdown: str) -> _Reader:
    """A rendered page, read."""
    reader = _Reader()
    reader.feed(render_page(markdown, "nameless"))
    reader.close()
    assert reader.open == []
    return reader


def test_page_shows_what_statements_use() -> None:
    """Headings, lists, tables, code, emphasis and links are shown as such; the heading is the page's title."""
    page = read_page(
        "# A & `b`\n\nText *soft* **loud** `f(x)`.\n\n- one\n- two\n\n1. first\n\n| a | b |\n|---|---|\n| 1 | <2> |\n\n"
        "```python\n>>> f(1)\n2\n```\n\n[link](https://example.org/)\n\n> quoted\n"
    )
    assert (page.text["title"], page.text["h1"]) == ("A & b", "A & b")
    assert page.text["pre"] == ">>> f(1)\n2\n"
    assert page.text["td"] == "1<2>"
    assert (page.text["em"], page.text["strong"], page.text["blockquote"].strip()) == ("soft", "loud", "quoted")
    assert ("a", "href", "https://example.org/") in page.attributes
    assert {"ul", "ol", "li", "code"} <= set(page.text)


def test_page_of_a_statement_without_heading_is_titled_by_name() -> None:
    """Every page has a title."""
    assert read_page("Just text.\n").text["title"] == "nameless"


@pytest.mark.parametrize("folder", SHIPPED, ids=lambda path: path.name)
def test_page_needs_nothing_else(folder: Path) -> None:
    """A page loads nothing, runs nothing, fits a phone and follows the reader's choice of light or dark."""
    page = read_page((folder / "spec.md").read_text())
    assert {name for _, name, _ in page.attributes} <= {
        "lang",
        "charset",
        "name",
        "content",
        "http-equiv",
        "class",
        "href",
    }
    assert [tag for tag, name, _ in page.attributes if name == "href" and tag != "a"] == []
    assert ("meta", "content", "width=device-width, initial-scale=1") in page.attributes
    assert "prefers-color-scheme: dark" in page.text["style"]
    assert "url(" not in page.text["style"]
    assert ("meta", "content", "default-src 'none'; style-src 'unsafe-inline'") in page.attributes


def test_html_in_a_statement_is_text_and_comments_are_left_out() -> None:
    """A statement cannot put elements of its own into the page, nor code behind a link; a comment to oneself stays out."""
    page = read_page(
        "# T\n\n<!-- do not show -->\n\na <b>bold</b> <!-- nor this --> c\n\n<script>alert(1)</script>\n\n"
        "![picture](https://example.org/p.png) [x](javascript:alert(1))\n\n<!-- one --> <img src=x> <!-- two -->\n"
    )
    assert "do not show" not in page.text["body"]
    assert "nor this" not in page.text["body"]
    assert "<b>bold</b>" in page.text["body"]
    assert "<script>alert(1)</script>" in page.text["body"]
    assert "<img src=x>" in page.text["body"]
    assert {tag for tag, _, _ in page.attributes} & {"img", "script"} == set()
    assert not any(value.startswith("javascript:") for _, _, value in page.attributes)


@given(st.text())
@settings(max_examples=60)
def test_any_text_is_a_page(text: str) -> None:
    """Whatever a statement holds, the page is whole, and has no element that loads or runs anything."""
    page = read_page(text)
    assert "prefers-color-scheme" in page.text["style"]
    assert {tag for tag, _, _ in page.attributes} <= {"html", "meta", "a", "code", "th", "td", "ol"}


# What is refused


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("spec.md", None, "there is no spec.md, which candidates need"),
        ("starter.py", None, "there is no starter.py, which candidates need"),
        ("spec.md", b"\xff", "spec.md: is not UTF-8 (byte 0)"),
        ("starter.py", b"# \xf6\n", "starter.py: is not UTF-8 (byte 2)"),
        ("challenge.toml", b"\xff", "challenge.toml: is not UTF-8 (byte 0)"),
        ("challenge.toml", b"entry_point = ", "challenge.toml: is not valid TOML"),
        ("challenge.toml", b"title = 'x'", "challenge.toml: entry_point: None is not a function name"),
        ("challenge.toml", b"entry_point = '../x'", "challenge.toml: entry_point: '../x' is not a function name"),
        ("starter.py", b"def double(n:\n", "starter.py: is not valid Python"),
        ("starter.py", b"def triple(n): ...\n", "starter.py: does not define double, which challenge.toml names"),
        ("spec.md", b"# Double\n", "spec.md: has no examples for candidates to run; write >>> double("),
        ("spec.md", b">>> double(\n4\n", "spec.md:1: the example is not valid Python"),
        ("spec.md", b">>> double(2)\nfour\n", "spec.md:1: the expected value is no Python literal: four"),
    ],
)
def test_challenge_that_cannot_be_handed_out_is_refused(
    challenge: Path, tmp_path: Path, name: str, content: bytes | None, message: str
) -> None:
    """One line names the file and what is wrong with it, and nothing is made."""
    (challenge / name).unlink()
    if content is not None:
        (challenge / name).write_bytes(content)
    with pytest.raises(ChallengeError) as raised:
        write_handout([challenge], tmp_path / "out")
    assert message in str(raised.value)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["challenges"]


def test_public_file_that_is_a_folder_is_refused(challenge: Path) -> None:
    """A folder where a file should be is named."""
    (challenge / "starter.py").unlink()
    (challenge / "starter.py").mkdir()
    with pytest.raises(ChallengeError, match=r"starter\.py: cannot be read: Is a directory"):
        build(challenge)


def test_two_challenges_of_one_name_are_refused(challenge: Path, tmp_path: Path) -> None:
    """Two folders of the same name would be one in the handout."""
    other = write_public_challenge(tmp_path / "elsewhere" / "double")
    with pytest.raises(UsageError, match="two challenges are called double"):
        write_handout([challenge, other], tmp_path / "out")


def one_line(done: subprocess.CompletedProcess[str]) -> str:
    """The one line on standard error, where nothing is on standard output."""
    assert done.stdout == ""
    assert re.fullmatch(r"judge: [^\n]+\n", done.stderr), done.stderr
    return done.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--output", "out"], "CHALLENGE"),
        (["double"], "--output"),
        (["duoble", "--output", "out"], "did you mean double?"),
        (["challenges", "--output", "out"], "challenges is not a challenge"),
        (["file", "--output", "out"], "no challenge at file"),
        (["double", "--output", "full"], "full is there already and not empty; nothing was changed"),
        (["double", "--output", "file"], "file is there already and is no folder"),
        (["double", "--output", "old.zip"], "old.zip is there already and is no folder"),
        (["double", "--output", "link.zip"], "link.zip is there already"),
        (["double", "--output", "nosuch/out.zip"], "there is no folder nosuch to make out.zip in"),
        (["double", "--output", "file/out"], "there is no folder file"),
        (["double", "--output", "."], "is no name for something new"),
        (["double", "--output", ".."], "is no name for something new"),
        (["double", "--output", "x" * 300], "File name too long"),
        (["double", "--output", "empty.zip"], "empty.zip cannot be made"),
        (["double", "double", "--output", "out"], "two challenges are called double"),
    ],
)
def test_usage_errors_are_one_line(challenge: Path, tmp_path: Path, arguments: list[str], message: str) -> None:
    """A wrong command line ends with status 2 and one line, and changes nothing."""
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    (tmp_path / "empty.zip").mkdir()
    (tmp_path / "link.zip").symlink_to("nowhere")
    for name in ("file", "old.zip"):
        (tmp_path / name).write_text("mine")
    before = sorted(tmp_path.rglob("*"))
    done = run_judge("handout", *arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert message in one_line(done)
    assert sorted(tmp_path.rglob("*")) == before
    assert challenge.is_dir()


def test_command_says_what_it_made(challenge: Path, tmp_path: Path) -> None:
    """`judge handout` takes bare names and folders, and lists what it made."""
    done = run_judge("handout", "double", "--output", "out.zip", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == ["Made out.zip:", *(f"  double/{name}" for name in FILES)]
    done = run_judge("handout", challenge, "--output", "out/", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert sorted(contents(tmp_path / "out")) == [f"double/{name}" for name in FILES]


def test_closed_pipe_ends_quietly(challenge: Path, tmp_path: Path) -> None:
    """A reader that has gone ends the command without a message, and the handout is there all the same."""
    command = " ".join(map(str, judge_command("handout", challenge, "--output", "out")))
    done = subprocess.run(
        ["bash", "-c", f"{command} | true; echo ${{PIPESTATUS[0]}}"],
        cwd=tmp_path,
        env=clean_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) in {("141\n", ""), ("0\n", "")}
    assert sorted(contents(tmp_path / "out")) == [f"double/{name}" for name in FILES]


def test_help_has_an_example() -> None:
    """`judge handout --help` shows how it is called."""
    done = run_judge("handout", "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert "judge handout primes flatten --output handout.zip" in done.stdout


def test_readme_and_tests_are_plain(challenge: Path) -> None:
    """What candidates get mentions neither hidden files nor the judge's own modules."""
    files = build(challenge)
    imported = {
        alias.name if isinstance(node, ast.Import) else node.module
        for node in ast.walk(ast.parse(files["test_examples.py"]))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert imported <= {"pytest", "numbers", "solution"}
    words = set(itertools.chain.from_iterable(re.findall(r"\w+", content) for content in files.values()))
    assert words & {"reference", "test_double", "notes", "submissions"} == set()
