"""What a batch judges: folders with anything in them, patterns, lines of JSON; duplicates, shards and challenges."""

from __future__ import annotations

import contextlib
import glob
import json
import os
import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judge import UsageError
from judge.batch import sources
from judge.batch.inputs import Inputs
from judge.batch.sources import Source, UnreadableError, find_sources
from judge.challenge import Challenge, load_challenge
from judge.errors import ChallengeError
from judge.sandbox.scratch import remove_scratch_folder
from tests.building import REFERENCE, write_challenge, write_submission


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def found(*paths: str) -> list[str]:
    """The ids of what paths mean."""
    return [source.id for source in find_sources(paths)]


def problem(source: Source) -> str:
    """Why a submission cannot be read."""
    with pytest.raises(UnreadableError) as raised:
        source.read()
    return str(raised.value)


def refusal(*paths: str) -> str:
    """The message with which paths are refused."""
    with pytest.raises(UsageError) as raised:
        list(find_sources(paths))
    return str(raised.value)


# Folders


def test_folder_means_every_python_file_below_it(here: Path) -> None:
    """Files come in alphabetical order, folder by folder; what is hidden, cached or not Python is left out."""
    for name in (
        "b.py",
        "a/z.py",
        "a/a.py",
        "c/c.py/inner.py",
        ".hidden.py",
        ".git/x.py",
        "a/__pycache__/x.py",
        "notes.txt",
    ):
        write_submission((here / "class" / name).parent, REFERENCE, Path(name).name)
    assert found("class") == ["class/a/a.py", "class/a/z.py", "class/b.py", "class/c/c.py/inner.py"]
    assert found("class/", "class/b.py", "class/notes.txt")[2:] == [
        "class/b.py",
        "class/c/c.py/inner.py",
        "class/b.py",
        "class/notes.txt",
    ]


def test_folder_with_more_names_than_memory_holds(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond a number of names they are sorted on disk, to the same order."""
    names = ["x.py", "a.py", "Z.py", "ż.py", os.fsdecode(b"\xff.py"), "b.py", "m.py"]
    for name in names:
        write_submission(here / "class", REFERENCE, name)
    in_memory = found("class")
    monkeypatch.setattr(sources, "_MOST_SORTED_IN_MEMORY", 2)
    assert found("class") == in_memory
    assert in_memory == sorted((f"class/{name}" for name in names), key=os.fsencode)


@pytest.fixture
def odd(here: Path) -> Iterator[Path]:
    """A folder with one of everything that is called .py and is no Python file."""
    folder = here / "odd"
    write_submission(folder, REFERENCE, "good.py")
    write_submission(here, REFERENCE, "outside.py")
    os.mkfifo(folder / "pipe.py")
    for name, target in [
        ("around.py", "around.py"),
        ("below", "."),
        ("device.py", "/dev/zero"),
        ("folder.py", "."),
        ("inside.py", "good.py"),
        ("nowhere.py", "nosuch.py"),
        ("outside.py", "../outside.py"),
    ]:
        (folder / name).symlink_to(target)
    with contextlib.closing(socket.socket(socket.AF_UNIX)) as listener:
        listener.bind("odd/socket.py")
        with (folder / "large.py").open("wb") as file:
            file.truncate(70 << 20)
        yield folder


def test_files_that_are_none(odd: Path) -> None:
    """Each is a submission that cannot be read, and says why; none is waited for, and no link leads out of the folder."""
    problems = {}
    for source in find_sources(["odd"]):
        try:
            problems[source.id.removeprefix("odd/")] = source.read().decode()
        except UnreadableError as error:
            problems[source.id.removeprefix("odd/")] = str(error)
    leads_out = "a symbolic link that leads out of odd; name the file itself"
    assert problems == {
        "around.py": "the file cannot be read: Too many levels of symbolic links",
        "device.py": leads_out,
        "folder.py": leads_out,
        "good.py": REFERENCE,
        "inside.py": REFERENCE,
        "large.py": "the file has 73,400,320 bytes, and no submission more than 67,108,864",
        "nowhere.py": "the file cannot be read: No such file or directory",
        "outside.py": leads_out,
        "pipe.py": "this is a named pipe, no file",
        "socket.py": "the file cannot be read: No such device or address",
    }
    assert odd.is_dir()


def test_link_that_is_named_is_followed(odd: Path) -> None:
    """Whoever names a link means what it leads to; a device stays no file."""
    linked, device = find_sources([str(odd / "outside.py"), "/dev/zero"])
    assert linked.read() == REFERENCE.encode()
    assert problem(device) == "this is a device, no file"


def test_file_and_folder_without_permission(here: Path) -> None:
    """What may not be read is a submission with a problem, so that the rest can be judged."""
    write_submission(here / "class" / "shut", REFERENCE)
    write_submission(here / "class", REFERENCE, "closed.py").chmod(0)
    (here / "class" / "shut").chmod(0)
    here.chmod(0o755)
    user = os.geteuid()
    if user == 0:  # who may read everything, until becoming somebody else for a moment
        os.seteuid(65_534)
    try:
        closed, shut = find_sources(["class"])
        assert (closed.id, problem(closed)) == ("class/closed.py", "the file cannot be read: Permission denied")
        assert (shut.id, problem(shut)) == ("class/shut", "the folder cannot be listed: Permission denied")
        assert refusal("class/shut") == "class/shut: cannot be listed: Permission denied"
    finally:
        os.seteuid(user)
        (here / "class" / "shut").chmod(0o755)


def test_folders_nested_deeper_than_functions(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file is found at any depth that has a path, and a folder too deep for one is a submission with a problem."""
    (here / "deep").mkdir()
    monkeypatch.chdir("deep")
    for depth in range(2_500):
        Path("d").mkdir()
        os.chdir("d")
        if depth in {1_500, 2_499}:
            write_submission(Path(), REFERENCE)
    os.chdir(here)
    try:
        too_deep, readable = find_sources(["deep"])
        assert found("deep/**/*.py") == [too_deep.id, readable.id]
        assert readable.read() == REFERENCE.encode()
        assert problem(too_deep) == "the folder cannot be listed: File name too long"
    finally:
        remove_scratch_folder("deep")


# Patterns


@pytest.mark.parametrize(
    "pattern",
    [
        "class/*.py",
        "class/**/*.py",
        "class/**/main.py",
        "class/?/*.py",
        "class/**/a/**/x.py",
        "**/x.py",
        "class/*/[ab].py",
    ],
)
def test_pattern_means_what_glob_takes_it_for(here: Path, pattern: str) -> None:
    """Where there are no links, the files are those of `glob.glob`, each once and in order."""
    for name in ("x.py", "main.py", "a/main.py", "a/b.py", "a/a/x.py", "b/c/a/d/x.py", "b/a.py", "b/main.txt"):
        write_submission((here / "class" / name).parent, REFERENCE, Path(name).name)
    assert sorted(map(os.path.normpath, found(pattern))) == sorted(set(glob.glob(pattern, recursive=True)))  # noqa: PTH207  # the model


@given(
    names=st.lists(st.text("ab", min_size=1, max_size=2), max_size=5),
    patterns=st.lists(st.sampled_from(["**", "*", "a", "a*", "?", "[b]"]), max_size=5),
)
def test_names_fit_patterns_as_paths_fit_a_regular_expression(names: list[str], patterns: list[str]) -> None:
    """`**` is any number of names, and every other pattern one."""
    meanings = {"**": "([^/]+/)*", "*": "[^/]*/", "a": "a/", "a*": "a[^/]*/", "?": "[^/]/", "[b]": "b/"}
    expression = "".join(meanings[pattern] for pattern in patterns)
    path = "".join(f"{name}/" for name in names)
    assert sources._fits(names, patterns) == (re.fullmatch(expression, path) is not None)


def test_pattern_does_not_go_round_in_circles(here: Path) -> None:
    """Below `**` links to folders are not followed: two of them would make a tree without end."""
    write_submission(here / "class", REFERENCE, "x.py")
    for name in ("again", "back"):
        (here / "class" / name).symlink_to(".")
    assert found("class/**/*.py") == ["class/x.py"]


def test_name_with_signs_of_a_pattern(here: Path) -> None:
    """A file that is there is meant before the files that its name would match."""
    write_submission(here, REFERENCE, "a[1].py")
    write_submission(here, REFERENCE, "a1.py")
    assert found("a[1].py") == ["a[1].py"]


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("nosuch.py", "nosuch.py: there is no such file or folder"),
        ("no*.py", "no*.py matches nothing"),
        ("no/**/x.py", "no/**/x.py matches nothing"),
        ("pipe.jsonl", "pipe.jsonl: this is a named pipe, no file"),
        ("nosuch.jsonl", "nosuch.jsonl: the file cannot be read: No such file or directory"),
    ],
)
def test_path_that_means_nothing(here: Path, path: str, message: str) -> None:
    """A path that leads nowhere is a usage error that names it."""
    os.mkfifo(here / "pipe.jsonl")
    assert refusal(path) == message


# Lines of JSON


def test_lines_of_json(here: Path) -> None:
    """A line has an id, text or number, and a source with any character; blank lines and other keys are nothing to mind."""
    entries = [
        {"id": 7, "source": "x\n"},
        {"id": "\ud800\0\n", "source": "\udcff", "challenge": "double", "model": [1]},
        {"id": "", "source": ""},
    ]
    (here / "in.jsonl").write_text("\n\n".join(map(json.dumps, entries)), "ascii")
    assert [(source.id, source.challenge, source.read()) for source in find_sources(["in.jsonl"])] == [
        ("7", None, b"x\n"),
        ("\ud800\0\n", "double", b"\xed\xb3\xbf"),
        ("", None, b""),
    ]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b"nonsense", "is no JSON: Expecting value"),
        (b"[" * 100_000, "is no JSON: maximum recursion"),
        (b'{"id": "a", "source": "\xff"}', "is no JSON: 'utf-8' codec"),
        (b"[1]", "must be an object with 'id' and 'source', not list"),
        (b'{"source": ""}', "'id' must be a string or a whole number, not missing"),
        (b'{"id": true, "source": ""}', "'id' must be a string or a whole number, not True"),
        (b'{"id": "a"}', "'source' must be a string, not missing"),
        (b'{"id": "a", "source": null}', "'source' must be a string, not None"),
        (b'{"id": "a", "source": "", "challenge": 5}', "'challenge' must be a string, not 5"),
    ],
)
def test_line_that_is_no_submission(here: Path, line: bytes, message: str) -> None:
    """A damaged line is named by its number and says what is wrong with it."""
    (here / "in.jsonl").write_bytes(b'{"id": "good", "source": ""}\n' + line)
    assert refusal("in.jsonl").startswith(f"in.jsonl:2: {message}")


def test_line_without_end_is_not_read_to_it(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line longer than any submission is refused before it fills the memory."""
    monkeypatch.setattr(sources, "_MOST_BYTES", 1_000)
    (here / "in.jsonl").write_bytes(b'{"id": "good", "source": ""}\n' + b" " * 5_000)
    assert refusal("in.jsonl") == "in.jsonl:2: the line has more than 1,000 bytes"


# Inputs


@pytest.fixture
def challenge(here: Path) -> Challenge:
    """A challenge, `double`."""
    return load_challenge(write_challenge(here / "double"))


def ids(inputs: Inputs) -> list[str]:
    """What is to be judged, by its ids."""
    return [source.id for source, _ in inputs]


def test_file_that_is_named_twice_is_one(here: Path, challenge: Challenge) -> None:
    """Paths may overlap."""
    for name in ("a.py", "b.py"):
        write_submission(here / "class", REFERENCE, name)
    with Inputs(challenge, ["class/b.py", "class", "class/*.py"]) as inputs:
        assert (inputs.count, ids(inputs)) == (2, ["class/b.py", "class/a.py"])


@pytest.mark.parametrize("paths", [["in.jsonl", "in.jsonl"], ["in.jsonl", "a.py"], ["a.py", "in.jsonl"]])
def test_id_that_comes_twice_is_refused(here: Path, challenge: Challenge, paths: list[str]) -> None:
    """Results are told apart by their ids."""
    write_submission(here, REFERENCE, "a.py")
    (here / "in.jsonl").write_text('{"id": "a.py", "source": ""}')
    with pytest.raises(UsageError, match=r"the id 'a\.py' came before"):
        Inputs(challenge, paths)


def test_nothing_to_judge_is_refused(here: Path, challenge: Challenge) -> None:
    """An empty folder is more likely a mistake than a batch."""
    (here / "empty").mkdir()
    with pytest.raises(UsageError, match="there is no submission in empty"):
        Inputs(challenge, ["empty"])


def test_what_comes_after_the_check_is_not_judged(here: Path, challenge: Challenge) -> None:
    """Nor is what has gone since."""
    for name in ("a.py", "b.py"):
        write_submission(here / "class", REFERENCE, name)
    with Inputs(challenge, ["class"]) as inputs:
        write_submission(here / "class", REFERENCE, "c.py")
        (here / "class" / "a.py").unlink()
        assert ids(inputs) == ["class/b.py"]


def test_lines_may_be_for_different_challenges(here: Path, challenge: Challenge) -> None:
    """A line names its challenge by a path or a bare name; one that is not there is refused before anything is judged."""
    write_challenge(here / "challenges" / "twice")
    lines = ['{"id": 1, "source": ""}', '{"id": 2, "source": "", "challenge": "twice"}']
    (here / "in.jsonl").write_text("\n".join(lines))
    with Inputs(challenge, ["in.jsonl"]) as inputs:
        assert [(source.id, its.name) for source, its in inputs] == [("1", "double"), ("2", "twice")]
        assert [its.name for its in inputs.challenges] == ["double", "twice"]
    (here / "in.jsonl").write_text('{"id": 1, "source": "", "challenge": "thrice"}')
    with pytest.raises(UsageError, match=r"in\.jsonl:1: no challenge at thrice"):
        Inputs(challenge, ["in.jsonl"])


def test_two_challenges_of_one_name_are_refused(here: Path, challenge: Challenge) -> None:
    """Reports tell challenges apart by their names."""
    write_challenge(here / "other" / "double", reference="def double(n):\n    return n + n\n")
    (here / "in.jsonl").write_text('{"id": 1, "source": "", "challenge": "other/double"}')
    with pytest.raises(UsageError, match="are two challenges of one name"):
        Inputs(challenge, ["in.jsonl"])
    (here / "other" / "double" / "spec.md").unlink()
    with pytest.raises(ChallengeError, match=r"there is no spec\.md"):
        Inputs(challenge, ["in.jsonl"])


def test_shards_make_up_the_whole(here: Path, challenge: Challenge) -> None:
    """Every submission is in exactly one shard, also where files come between two of them."""
    for number in range(20):
        write_submission(here / "class", REFERENCE, f"{number}.py")
    with Inputs(challenge, ["class"]) as inputs:
        whole = ids(inputs)
    parts = []
    for index in (1, 2, 3):
        with Inputs(challenge, ["class"], (index, 3)) as inputs:
            parts.append(ids(inputs))
            assert (inputs.count, inputs.in_sight) == (len(parts[-1]), 19 + index)
        write_submission(here / "class", REFERENCE, f"new{index}.py")
    assert all(parts)
    judged = sorted(name for part in parts for name in part if "new" not in name)
    assert judged == sorted(whole)
