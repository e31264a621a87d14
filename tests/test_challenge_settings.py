"""`challenge.toml` and the files beside it: every mistake is one line that names the file, the key and the mend."""

from __future__ import annotations

from pathlib import Path

import pytest

from judge.challenge import find_challenge, list_challenges, load_challenge
from judge.errors import ChallengeError, UsageError
from judge.model import Feedback, Limits
from tests.building import REFERENCE, run_judge, write_challenge, write_submission

GOOD = 'title = "Double"\nentry_point = "double"\n'


def problem(folder: Path, settings: str | bytes) -> str:
    """The message for a challenge with these settings, which is one line and names the file."""
    write_challenge(folder)
    content = settings if isinstance(settings, bytes) else settings.encode()
    (folder / "challenge.toml").write_bytes(content)
    with pytest.raises(ChallengeError) as raised:
        load_challenge(folder)
    message = str(raised.value)
    assert "\n" not in message
    assert message.startswith(f"{folder / 'challenge.toml'}: ")
    return message.removeprefix(f"{folder / 'challenge.toml'}: ")


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ('title = "Double\n', "is not valid TOML: Illegal character '\\n' (at line 1, column 16)"),
        ("title = Double\n", "(at line 1, column 9)"),
        (GOOD + "title = 'again'\n", "is not valid TOML: Cannot overwrite a value (at line 3"),
        (GOOD + "[limits\n", "(at line 3"),
        (b'title = "Gr\xf6\xdfe"\n', "is not UTF-8 (byte 11); save it as UTF-8"),
        (GOOD.encode("utf-16"), "is not UTF-8"),
        (b"\0", "is not valid TOML"),
        ("", "entry_point: is missing; add a string"),
        ("x = " + "[" * 5_000, "is not valid TOML"),
        (f"{GOOD}x = {'9' * 5_000}\n", "is not valid TOML"),
    ],
)
def test_files_that_are_not_toml(tmp_path: Path, settings: str | bytes, message: str) -> None:
    """Broken syntax is told with its line, a wrong encoding with its byte."""
    assert message in problem(tmp_path / "double", settings)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ('title = "Double"\n', "entry_point: is missing; add a string"),
        ('entry_point = "double"\n', "title: is missing; add a string"),
        ('title = "Double"\nentrypoint = "double"\n', "entry_point: is missing (there is 'entrypoint'); add a string"),
        ('titel = "Double"\nentry_point = "double"\n', "title: is missing (there is 'titel'); add a string"),
        (GOOD + 'tag = ["x"]\n', "tag: unknown key; did you mean 'tags'?"),
        (GOOD + "wholly_unknown = 1\n", "wholly_unknown: unknown key; known are entry_point, feedback"),
        (GOOD + "[limit]\ncpu_seconds = 1\n", "limit: unknown key; did you mean 'limits'?"),
        (GOOD + "[limits]\ncpu_second = 1\n", "limits.cpu_second: unknown key; did you mean 'cpu_seconds'?"),
        (GOOD + "[limits]\nmemory = 1\n", "limits.memory: unknown key; did you mean 'memory_bytes'?"),
        (GOOD + "cpu_seconds = 1\n", "cpu_seconds: unknown key"),
        ('title = 3\nentry_point = "double"\n', "title: must be a string, not 3"),
        ('title = "  "\nentry_point = "double"\n', "title: must not be empty"),
        ('title = 2020-01-01\nentry_point = "double"\n', "title: must be a string"),
        ('title = "x"\nentry_point = ["double"]\n', "entry_point: must be a string, not ['double']"),
        ('title = "x"\nentry_point = ""\n', "entry_point: must not be empty"),
        ('title = "x"\nentry_point = "double it"\n', "entry_point: 'double it' is not a function name"),
        ('title = "x"\nentry_point = "class"\n', "entry_point: 'class' is not a function name"),
        ('title = "x"\nentry_point = "a.b"\n', "entry_point: 'a.b' is not a function name"),
        (GOOD + 'tags = "x"\n', "tags: must be a list of strings, not 'x'"),
        (GOOD + 'tags = ["x", 3]\n', "tags: every tag must be a string"),
        (GOOD + "credits = []\n", "credits: must be a string, not []"),
        (GOOD + "feedback = true\n", "feedback: must be a string, not True"),
        (GOOD + 'feedback = "verdicts"\n', "did you mean 'verdict'?"),
        (GOOD + 'feedback = "all"\n', "'all' is none of verdict, property, input, counterexample, everything"),
        (GOOD + "limits = 3\n", "limits: must be a table, not 3"),
        (GOOD + "[[limits]]\ncpu_seconds = 1\n", "limits: must be a table"),
    ],
)
def test_keys_that_are_wrong(tmp_path: Path, settings: str, message: str) -> None:
    """A missing, unknown or mistyped key is named with what it should be."""
    assert message in problem(tmp_path / "double", settings)


@pytest.mark.parametrize(
    "value", ["0", "-1", "0.0", "nan", "inf", "-inf", "true", '"1"', "[1]", "1_000_001", "1e300", "2020-01-01"]
)
@pytest.mark.parametrize("key", ["cpu_seconds_per_call", "import_seconds"])
def test_seconds_that_are_no_limit(tmp_path: Path, key: str, value: str) -> None:
    """A limit in seconds is a positive finite number of a sensible size."""
    message = problem(tmp_path / "double", f"{GOOD}[limits]\n{key} = {value}\n")
    assert message.startswith(f"limits.{key}: must be a number of seconds above zero, at most 1,000,000, not ")


@pytest.mark.parametrize("value", ["0", "-1", "1.5", "nan", "true", '"1 GB"', "9_999_999_999_999_999"])
@pytest.mark.parametrize(
    ("key", "bounds"), [("output_bytes", "above zero, at most"), ("memory_bytes", "from 33,554,432 to")]
)
def test_bytes_that_are_no_limit(tmp_path: Path, key: str, bounds: str, value: str) -> None:
    """A limit in bytes is a positive whole number, for memory one that an interpreter fits into."""
    message = problem(tmp_path / "double", f"{GOOD}[limits]\n{key} = {value}\n")
    assert message.startswith(f"limits.{key}: must be a whole number of bytes {bounds}")


def test_all_settings_are_read(tmp_path: Path) -> None:
    """What is set is what is loaded; what is not has its default."""
    settings = 'feedback = "property"\ntags = ["a", "b"]\ncredits = "me"\n'
    settings += "[limits]\ncpu_seconds = 3\nmemory_bytes = 100_000_000\n"
    loaded = load_challenge(write_challenge(tmp_path / "double", settings=settings))
    assert (loaded.name, loaded.title, loaded.entry_point) == ("double", "Double a number", "double")
    assert (loaded.feedback, loaded.tags, loaded.credits) == (Feedback.PROPERTY, ("a", "b"), "me")
    assert loaded.limits == Limits(cpu_seconds=3, memory_bytes=100_000_000)
    assert load_challenge(write_challenge(tmp_path / "plain")).limits == Limits()


@pytest.mark.parametrize(
    ("missing", "message"),
    [
        ("spec.md", "there is no spec.md; write the statement"),
        ("test_double.py", "there are no hidden tests; write test_double.py"),
        ("reference.py", "there is no reference solution; write "),
        ("challenge.toml", "challenge.toml: cannot be read: No such file"),
    ],
)
def test_missing_files(tmp_path: Path, missing: str, message: str) -> None:
    """A file that has to be there is named with what to write."""
    folder = write_challenge(tmp_path / "double")
    (folder / missing).unlink()
    with pytest.raises(ChallengeError) as raised:
        load_challenge(folder)
    assert message in str(raised.value)
    assert str(folder) in str(raised.value)


@pytest.mark.parametrize("name", ["challenge.toml", "test_double.py"])
def test_folders_in_place_of_files(tmp_path: Path, name: str) -> None:
    """A folder where a file has to be is an error, not a traceback."""
    folder = write_challenge(tmp_path / "double")
    (folder / name).unlink()
    (folder / name).mkdir()
    with pytest.raises(ChallengeError, match="cannot be read: Is a directory"):
        load_challenge(folder)


def test_reference_beside_all_challenges(tmp_path: Path) -> None:
    """The reference is in the folder, or in ../../reference under the challenge's name."""
    folder = write_challenge(tmp_path / "challenges" / "double")
    (tmp_path / "reference").mkdir()
    (folder / "reference.py").rename(tmp_path / "reference" / "double.py")
    assert load_challenge(folder).reference == tmp_path / "reference" / "double.py"


@pytest.mark.parametrize("name", ["spec.md", "test_double.py", "conftest.py", "reference.py", "data/challenge.toml"])
def test_digest_changes_with_what_decides_verdicts(tmp_path: Path, name: str) -> None:
    """The digest is that of the contents that can change a verdict, wherever the folder is."""
    folder = write_challenge(tmp_path / "a" / "double")
    same = write_challenge(tmp_path / "b" / "double")
    (same / "notes.md").write_text("for instructors")
    digest = load_challenge(folder).digest
    assert load_challenge(same).digest == digest
    (folder / name).parent.mkdir(exist_ok=True)
    with (folder / name).open("a") as file:
        file.write("# more\n")
    assert load_challenge(folder).digest != digest


@pytest.mark.parametrize(
    ("settings", "decides"),
    [
        ("[limits]\nmemory_bytes = 100_000_000", True),
        ("[limits]\ncpu_seconds_per_call = 10.0", False),  # as it is without
        ("# a comment", False),
        ('tags = ["a"]', False),
        ('[[mutation.equivalent]]\noriginal = "a"\nmutated = "b"\nreason = "c"', False),
    ],
)
def test_digest_and_settings(tmp_path: Path, settings: str, decides: bool) -> None:  # noqa: FBT001  # a table's column
    """Of `challenge.toml` those settings count that decide verdicts, so that a mark costs no judging anew."""
    plain = load_challenge(write_challenge(tmp_path / "a" / "double"))
    changed = load_challenge(write_challenge(tmp_path / "b" / "double", settings=settings))
    assert (changed.digest != plain.digest) is decides


def test_challenges_are_found_by_path_and_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name is a path first, then a folder below ./challenges."""
    write_challenge(tmp_path / "challenges" / "double")
    monkeypatch.chdir(tmp_path)
    assert find_challenge("double") == find_challenge("challenges/double") == Path("challenges/double")
    assert find_challenge(str(tmp_path / "challenges" / "double")) == tmp_path / "challenges" / "double"
    monkeypatch.chdir(tmp_path / "challenges" / "double")
    assert find_challenge(".") == Path()
    assert load_challenge(Path()).name == "double"
    with pytest.raises(UsageError, match="no challenge at tripel"):
        find_challenge("tripel")
    assert list_challenges(Path("nosuch")) == []


def test_command_line_reports_an_invalid_challenge(tmp_path: Path) -> None:
    """`judge run` and `judge show` end with status 2 and the line."""
    write_challenge(tmp_path / "double", settings="[limits]\ncpu_second = 1")
    write_submission(tmp_path, REFERENCE)
    for arguments in (["run", "double", "submission.py"], ["show", "double"]):
        done = run_judge(*arguments, cwd=tmp_path)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith(
            "judge: double/challenge.toml: limits.cpu_second: unknown key; did you mean 'cpu_seconds'?"
        )
        assert done.stderr.count("\n") == 1
