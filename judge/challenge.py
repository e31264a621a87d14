"""Read and validate a challenge folder: `challenge.toml`, the names of its files, its digest.

Nothing of the challenge is executed here. Every mistake is a `ChallengeError` that names the file, the key and the mend.
"""

from __future__ import annotations

import difflib
import hashlib
import keyword
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final, NoReturn

from judge.errors import ChallengeError, UsageError
from judge.model import Feedback, Limits

SETTINGS_FILE = "challenge.toml"
SPEC_FILE = "spec.md"
SUBMISSIONS_FOLDER = "submissions"
CERTIFICATE_FILE = "certificate.json"
SIZED_INPUT_FILE = "sized_input.py"
_NEVER_JUDGED_BY: Final = {
    SUBMISSIONS_FOLDER,
    CERTIFICATE_FILE,
    SIZED_INPUT_FILE,
    "starter.py",
    "notes.md",
    "__pycache__",
}
"""What lies in a challenge folder and has no part in a verdict."""

_LEAST_MEMORY_BYTES: Final = 32 << 20
"""What the interpreter needs for itself, twice."""

_MOST_BYTES: Final = 1 << 50
_MOST_SECONDS: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class EquivalentMutant:
    """A change to the reference that the author says makes no difference, so that no test can find it.

    Attributes:
        original: The line of the reference that is changed, without the spaces around it.
        mutated: What it is changed to.
        reason: Why that makes no difference.
    """

    original: str
    mutated: str
    reason: str


@dataclass(frozen=True, slots=True)
class Demands:
    """What `judge verify` holds the challenge to, beyond what it holds all challenges to.

    Attributes:
        mutation_score: Percent of the mutants that are not marked as equivalent which must be rejected.
        equivalent: The marks.
        ac_to_time_limit: How many times the time of the slowest accepted submission the time limit must allow, at least.
        time_limit_to_tle: How many times the time limit the fastest submission that is too slow must take, at least.
        caught_by: Names of the properties that must reject a known-answer submission, by `verdict/file.py`; a submission may
            also say so in its docstring.
    """

    mutation_score: float = 100.0
    equivalent: tuple[EquivalentMutant, ...] = ()
    ac_to_time_limit: float = 2.0
    time_limit_to_tle: float = 1.5
    caught_by: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Challenge:
    """A valid challenge folder.

    Attributes:
        name: The folder's name.
        tests: The hidden tests, `test_*.py`, in alphabetical order.
        reference: The reference solution, trusted.
        digest: SHA-256 over everything in the folder that can change a verdict, and the reference. Of the settings these are
            the entry point and the limits, so that a new title or a mark of an equivalent mutant changes nothing.
    """

    name: str
    folder: Path
    title: str
    entry_point: str
    tests: tuple[Path, ...]
    reference: Path
    limits: Limits
    feedback: Feedback
    tags: tuple[str, ...]
    credits: str
    demands: Demands
    digest: str

    @property
    def spec(self) -> Path:
        """The statement, Markdown."""
        return self.folder / SPEC_FILE

    @property
    def settings(self) -> Path:
        """The file `challenge.toml`."""
        return self.folder / SETTINGS_FILE

    @property
    def starter(self) -> Path:
        """What candidates start from; the file need not exist."""
        return self.folder / "starter.py"

    @property
    def sized_input(self) -> Path:
        """What makes inputs for measuring runtimes; the file need not exist."""
        return self.folder / SIZED_INPUT_FILE

    @property
    def submissions(self) -> Path:
        """The folder of known-answer submissions; it need not exist."""
        return self.folder / SUBMISSIONS_FOLDER

    def secrets(self) -> tuple[Path, ...]:
        """What no submission may see: this challenge, those beside it, and the reference solutions."""
        beside = [settings.parent for settings in self.folder.resolve().parent.glob(f"*/{SETTINGS_FILE}")]
        reference = self.reference.resolve()
        return (*beside, reference.parent if reference.parent.name == "reference" else reference)


def find_challenge(name: str) -> Path:
    """The folder that a command line's CHALLENGE means: a path, or a bare name below `./challenges`.

    Raises:
        UsageError: There is no such folder; the message names near misses.
    """
    try:
        return _find_challenge(name)
    except OSError as error:
        raise UsageError(f"{name} cannot be read: {error.strerror}") from error


def _find_challenge(name: str) -> Path:
    candidates = [Path(name)]
    if "/" not in name and name not in {".", ".."}:
        candidates.append(Path("challenges", name))
    for folder in candidates:
        if (folder / SETTINGS_FILE).is_file():
            return folder
    for folder in candidates:
        if folder.is_dir():
            raise UsageError(f"{folder} is not a challenge: it holds no {SETTINGS_FILE}")
    known = [folder.name for folder in list_challenges(Path("challenges"))]
    near = difflib.get_close_matches(Path(name).name, known, n=1)
    hint = f"; did you mean {near[0]}?" if near else f"; ./challenges holds {', '.join(known)}" if known else ""
    raise UsageError(f"no challenge at {name}{hint}")


def list_challenges(root: Path) -> list[Path]:
    """The challenge folders directly below `root`, by name; none if `root` is not there.

    Raises:
        UsageError: `root` cannot be listed.
    """
    try:
        return sorted(path.parent for path in root.glob(f"*/{SETTINGS_FILE}"))
    except OSError as error:
        raise UsageError(f"cannot list {root}: {error.strerror}") from error


def load_challenge(folder: Path) -> Challenge:
    """Read a challenge folder.

    Raises:
        ChallengeError: Something in the folder is missing or wrong.
    """
    name = folder.resolve().name
    settings = _Settings(folder / SETTINGS_FILE)
    entry_point = settings.take("entry_point", str)
    if not entry_point.isidentifier() or keyword.iskeyword(entry_point):
        settings.fail("entry_point", f"{entry_point!r} is not a function name; write one such as 'prime_numbers'")
    feedback = settings.take("feedback", str, Feedback.COUNTEREXAMPLE.value)
    if feedback not in set(Feedback):
        settings.fail(
            "feedback",
            f"{feedback!r} is none of {', '.join(Feedback)}{_did_you_mean(feedback, list(map(str, Feedback)))}",
        )
    tags = settings.take("tags", list, [])
    if not all(isinstance(tag, str) for tag in tags):
        settings.fail("tags", "every tag must be a string")
    title = settings.take("title", str)
    credit = settings.take("credits", str, "")
    limits = _read_limits(settings)
    demands = _read_demands(settings)
    settings.done()

    tests = tuple(sorted(folder.glob("test_*.py")))
    if not tests:
        raise ChallengeError(f"{folder}: there are no hidden tests; write test_{name}.py")
    for test in tests:
        if test.is_dir():
            raise ChallengeError(f"{test}: cannot be read: Is a directory")
    if not (folder / SPEC_FILE).is_file():
        raise ChallengeError(f"{folder}: there is no {SPEC_FILE}; write the statement that candidates read")
    reference = _find_reference(folder, name)
    return Challenge(
        name=name,
        folder=folder,
        title=title,
        entry_point=entry_point,
        tests=tests,
        reference=reference,
        limits=limits,
        feedback=Feedback(feedback),
        tags=tuple(tags),
        credits=credit,
        demands=demands,
        digest=_digest(folder, reference, entry_point, limits),
    )


class _Table:
    """A table of `challenge.toml`, whose keys are taken one by one, so that what is left over at the end is unknown."""

    def __init__(self, path: Path, prefix: str, table: dict[str, Any]) -> None:
        self.path = path
        self.known: list[str] = []
        self._prefix = prefix
        self._table = table

    def fail(self, key: str, problem: str) -> NoReturn:
        raise ChallengeError(f"{self.path}: {self._prefix}{key}: {problem}")

    def take(self, key: str, kind: type, default: Any = None) -> Any:  # noqa: ANN401
        """The value of a key, checked for its type; required unless there is a default."""
        self.known.append(key)
        if key not in self._table:
            if default is None:
                near = difflib.get_close_matches(key, self._table, n=1)
                found = f" (there is {near[0]!r})" if near else ""
                self.fail(key, f"is missing{found}; add a {_TYPE_NAMES[kind]}")
            return default
        value = self._table.pop(key)
        if not isinstance(value, kind):
            self.fail(key, f"must be a {_TYPE_NAMES[kind]}, not {value!r}")
        if kind is str and default is None and not str(value).strip():
            self.fail(key, "must not be empty")
        return value

    def take_number(self, key: str, default: float, *, least: float, most: float) -> float:
        """The number of a key, within bounds."""
        self.known.append(key)
        value = self._table.pop(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
            self.fail(key, f"must be a number from {least:g} to {most:g}, not {value!r}")
        return float(value)

    def take_table(self, key: str) -> _Table:
        """The table of a key, empty without it."""
        return _Table(self.path, f"{self._prefix}{key}.", self.take(key, dict, {}))

    def done(self) -> None:
        for key in self._table:
            self.fail(key, f"unknown key{_did_you_mean(key, self.known)}; known are {', '.join(self.known)}")


class _Settings(_Table):
    """The whole of `challenge.toml`."""

    def __init__(self, path: Path) -> None:
        try:
            table = tomllib.loads(path.read_bytes().decode("utf-8"))
        except OSError as error:
            raise ChallengeError(f"{path}: cannot be read: {error.strerror}") from error
        except UnicodeDecodeError as error:
            raise ChallengeError(f"{path}: is not UTF-8 (byte {error.start}); save it as UTF-8") from error
        except (ValueError, RecursionError) as error:  # also a number of too many digits, or brackets nested too deeply
            raise ChallengeError(f"{path}: is not valid TOML: {error}") from error
        super().__init__(path, "", table)


_TYPE_NAMES: dict[type, str] = {str: "string", list: "list of strings", dict: "table"}


def _did_you_mean(word: str, known: list[str]) -> str:
    near = difflib.get_close_matches(word, known, n=1)
    return f"; did you mean {near[0]!r}?" if near else ""


def _read_limits(settings: _Settings) -> Limits:
    table = settings.take("limits", dict, {})
    defaults = {spec.name: spec.default for spec in fields(Limits)}
    for key, value in table.items():
        if key not in defaults:
            settings.fail(
                f"limits.{key}", f"unknown key{_did_you_mean(key, list(defaults))}; known are {', '.join(defaults)}"
            )
        in_bytes = isinstance(defaults[key], int)
        least = _LEAST_MEMORY_BYTES if key == "memory_bytes" else 0
        most = _MOST_BYTES if in_bytes else _MOST_SECONDS
        fitting = isinstance(value, int) or (isinstance(value, float) and not in_bytes)
        if isinstance(value, bool) or not fitting or not value > 0 or not least <= value <= most:
            what = "a whole number of bytes" if in_bytes else "a number of seconds"
            bounds = f"from {least:,} to" if least else "above zero, at most"
            settings.fail(f"limits.{key}", f"must be {what} {bounds} {most:,}, not {value!r}")
    return Limits(**table)


def _read_demands(settings: _Settings) -> Demands:
    mutation = settings.take_table("mutation")
    score = mutation.take_number("threshold", 100.0, least=0.0, most=100.0)
    marks = []
    for number, entry in enumerate(mutation.take("equivalent", list, []), start=1):
        if not isinstance(entry, dict):
            mutation.fail("equivalent", "must be tables, each below a line [[mutation.equivalent]]")
        mark = _Table(settings.path, f"mutation.equivalent {number}.", entry)
        marks.append(EquivalentMutant(*(mark.take(key, str) for key in ("original", "mutated", "reason"))))
        mark.done()
    mutation.done()
    window = settings.take_table("time_window")
    ac_to_time_limit = window.take_number("ac_to_time_limit", 2.0, least=1.0, most=1_000.0)
    time_limit_to_tle = window.take_number("time_limit_to_tle", 1.5, least=1.0, most=1_000.0)
    window.done()
    caught_by = settings.take("caught_by", dict, {})
    for submission, names in caught_by.items():
        if not isinstance(names, list) or not names or not all(isinstance(name, str) for name in names):
            settings.fail(f'caught_by."{submission}"', f"must be a list of names of properties, not {names!r}")
    return Demands(
        mutation_score=score,
        equivalent=tuple(marks),
        ac_to_time_limit=ac_to_time_limit,
        time_limit_to_tle=time_limit_to_tle,
        caught_by=tuple((submission, tuple(names)) for submission, names in caught_by.items()),
    )


def _find_reference(folder: Path, name: str) -> Path:
    """`reference.py` in the folder, or `reference/NAME.py` beside the folder that holds all challenges."""
    places = folder / "reference.py", folder.resolve().parent.parent / "reference" / f"{name}.py"
    for place in places:
        if place.is_file():
            return place
    raise ChallengeError(f"{folder}: there is no reference solution; write {places[0]} or {places[1]}")


def _digest(folder: Path, reference: Path, *decisive: object) -> str:
    """The digest of what decides verdicts; of `challenge.toml` not the text but those settings that do."""
    digest = hashlib.sha256(repr(decisive).encode())
    try:
        for path in [*judged_files(folder), reference]:
            if path.parent == folder and path.name == SETTINGS_FILE:
                continue
            content = path.read_bytes()
            name = path.relative_to(folder) if path.is_relative_to(folder) else path.name
            digest.update(f"{name}\0{len(content)}\0".encode(errors="surrogateescape") + content)
    except OSError as error:
        raise ChallengeError(f"{error.filename}: cannot be read: {error.strerror}") from error
    return digest.hexdigest()


def judged_files(folder: Path, *, top: bool = True) -> Iterator[Path]:
    """The files of a challenge folder that may have a part in a verdict: tests, their helpers and data, the statement.

    Raises:
        OSError: The folder cannot be listed.
    """
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.name == "__pycache__" or (top and path.name in _NEVER_JUDGED_BY):
            continue
        if path.is_dir():
            yield from judged_files(path, top=False)
        elif path.is_file():
            yield path
