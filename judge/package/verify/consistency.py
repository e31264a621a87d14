"""Check that the files of a challenge agree with each other, without running any of them."""

from __future__ import annotations

import ast
import difflib
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from judge.challenge import Challenge
from judge.errors import ChallengeError
from judge.grading.spec_examples import read_spec_examples
from judge.model import Verdict
from judge.package.verify.verification import Verification
from judge.timing.sized_input import load_sized_input

LOADING: Final = "loading"
"""What the docstring of a submission that cannot be loaded names instead of a property."""

_CAUGHT_BY: Final = re.compile(r"^\s*Caught by:\s*((?:.+,\s*\n)*.+?)\s*$", re.MULTILINE)
_BETWEEN_NAMES: Final = re.compile(r",(?![^\[\n]*\])")  # not within the parameters of a test

_VERDICTS: Final = sorted(verdict.value for verdict in Verdict if verdict is not Verdict.JUDGE_ERROR)


@dataclass(frozen=True, slots=True)
class KnownAnswer:
    """A known-answer submission.

    Attributes:
        name: Its path below `submissions/`.
        expected: The verdict that its folder names.
        catchers: The properties that must reject it, as its docstring or `challenge.toml` says.
    """

    name: str
    path: Path
    source: bytes
    expected: Verdict
    catchers: tuple[str, ...]


def check_files(challenge: Challenge, found: Verification) -> None:
    """Check that `challenge.toml`, starter, reference and statement mean the same function.

    Raises:
        ChallengeError: A file cannot be read.
    """
    name = challenge.entry_point
    reference = _read_parameters(challenge.reference, name, found)
    if challenge.starter.is_file():
        starter = _read_parameters(challenge.starter, name, found)
        if starter is not None and reference is not None and starter != reference:
            what = (
                f"{name} takes ({', '.join(starter)}) here and ({', '.join(reference)}) in {challenge.reference.name}"
            )
            what += "; candidates begin with this one, so make them agree"
            found.add("folder", challenge.starter, what, line=line_of(challenge.starter, f"def {name}("))
    else:
        found.add("folder", challenge.folder, "there is no starter.py; write what candidates begin with")
    _check_sized_input(challenge, found)
    examples = _check_statement(challenge, reference, found)
    signature = f"{name}({', '.join(reference)})" if reference is not None else name
    plural = "example" if examples == 1 else "examples"
    found.checks["folder"] = f"{signature} in all files, {examples} {plural} in the statement"


def _check_sized_input(challenge: Challenge, found: Verification) -> None:
    """Check that the smallest input for measuring runtimes can be made."""
    try:
        sized_input = load_sized_input(challenge.sized_input)
        if sized_input is not None:
            sized_input(sized_input.smallest, random.Random(0))  # noqa: S311  # as when it is measured
    except ChallengeError as error:
        found.add("folder", challenge.sized_input, str(error).removeprefix(f"{challenge.sized_input}: "))


def _check_statement(challenge: Challenge, reference: list[str] | None, found: Verification) -> int:
    """Check the statement.

    Returns:
        How many examples it has.
    """
    name = challenge.entry_point
    call = re.compile(rf"\b{name}\(")
    spec = _read(challenge.spec)
    if not call.search(spec):
        found.add("folder", challenge.spec, f"the statement never shows a call of {name}, which challenge.toml names")
    shown = _shown_signature(spec, name)
    if shown is not None and reference is not None and shown[0] != reference:
        what = f"the statement writes {name}({', '.join(shown[0])}), the reference takes ({', '.join(reference)})"
        found.add("folder", challenge.spec, what, line=shown[1])
    examples = read_spec_examples(challenge.spec)
    if not examples:
        what = f"the statement has no examples; add some like >>> {name}(…) with the value below"
        found.add("folder", challenge.spec, what)
    elif not any(call.search(example.source) for example in examples):
        found.add("folder", challenge.spec, f"no example of the statement calls {name}", line=examples[0].line)
    return len(examples)


def find_known_answers(challenge: Challenge, found: Verification) -> list[KnownAnswer]:
    """The known-answer submissions of a challenge, in the order of their names; what is wrong with their places is entered.

    Raises:
        ChallengeError: A folder or a submission cannot be read.
    """
    answers = []
    marked = dict(challenge.demands.caught_by)
    for folder in _verdict_folders(challenge.submissions, found):
        for path in _python_files(folder, found):
            name = f"{folder.name}/{path.name}"
            source = _read_bytes(path)
            catchers = marked.pop(name, None) or named_catchers(source)
            answers.append(KnownAnswer(name, path, source, Verdict(folder.name), catchers))
    for name in marked:
        what = f'caught_by."{name}": there is no such submission below {challenge.submissions.name}/'
        found.add("known_answers", challenge.settings, what, line=line_of(challenge.settings, name))
    for wanted in (Verdict.ACCEPTED, Verdict.WRONG_ANSWER):
        if not any(answer.expected is wanted for answer in answers):
            what = f"there is no known-answer submission in {challenge.submissions.name}/{wanted}; write one, {_WHY[wanted]}"
            found.add("known_answers", challenge.folder, what)
    return answers


_WHY: Final = {
    Verdict.ACCEPTED: "in another idiom than the reference, so that the tests cannot demand the reference's own",
    Verdict.WRONG_ANSWER: "with a likely mistake, so that the tests are seen to find it",
}


def _verdict_folders(submissions: Path, found: Verification) -> Iterator[Path]:
    for path in _list(submissions):
        if path.name in _VERDICTS:
            yield path
        elif path.is_dir():
            if any(path.rglob("*.py")):
                near = difflib.get_close_matches(path.name, _VERDICTS, n=1)
                hint = f"did you mean {near[0]}?" if near else f"verdicts are {', '.join(_VERDICTS)}"
                found.add("known_answers", path, f"{path.name} is no verdict; {hint}")
        elif path.suffix == ".py":
            what = f"lies in no folder that names its verdict; move it to one such as {path.parent.name}/wrong_answer/"
            found.add("known_answers", path, what)


def _python_files(folder: Path, found: Verification) -> Iterator[Path]:
    for path in _list(folder):
        if path.is_dir():
            deeper = next(path.rglob("*.py"), None)
            if deeper is not None:
                found.add("known_answers", deeper, f"lies too deep to be judged; move it to {folder.name}/")
        elif path.suffix == ".py":
            yield path


def named_catchers(source: bytes) -> tuple[str, ...]:
    """The properties that a submission's docstring names in a line `Caught by: test_a, test_b`."""
    try:
        docstring = ast.get_docstring(ast.parse(source)) or ""
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        docstring = source.decode("utf-8", "replace")
    match = _CAUGHT_BY.search(docstring)
    return tuple(part.strip() for part in _BETWEEN_NAMES.split(match[1])) if match else ()


def line_of(path: Path, text: str, number: int = 1) -> int:
    """The line of a file, from 1, that contains a text for the `number`-th time; 1 if none does."""
    lines = [place for place, line in enumerate(_read(path).splitlines(), start=1) if text in line]
    return lines[number - 1] if len(lines) >= number else 1


def _list(folder: Path) -> list[Path]:
    """What is in a folder, by name, but for hidden files and compiled ones; nothing if it is not there."""
    try:
        return sorted(path for path in folder.iterdir() if not path.name.startswith((".", "__pycache__")))
    except FileNotFoundError:
        return []
    except OSError as error:
        raise ChallengeError(f"{folder}: cannot be listed: {error.strerror}") from error


def _read_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ChallengeError(f"{path}: cannot be read: {error.strerror}") from error


def _read(path: Path) -> str:
    try:
        return _read_bytes(path).decode("utf-8")
    except UnicodeDecodeError as error:
        raise ChallengeError(f"{path}: is not UTF-8 (byte {error.start}); save it as UTF-8") from error


def _read_parameters(path: Path, name: str, found: Verification) -> list[str] | None:
    """The names of a function's parameters, `*` and `**` included; None where they cannot be read off a `def`."""
    _read(path)  # in UTF-8, whatever Python would make of it: reports and mutants take it as text
    try:
        module = ast.parse(_read_bytes(path))
    except SyntaxError as error:
        raise ChallengeError(f"{path}:{error.lineno or 1}: is not valid Python: {error.msg}") from error
    except (ValueError, RecursionError, MemoryError) as error:
        raise ChallengeError(f"{path}: is not valid Python: {error}") from error
    names: set[str] = set()
    for statement in _statements(module.body):
        match statement:
            case ast.FunctionDef(name=given, args=taken) if given == name:
                return _names_of(taken)
            case ast.ClassDef(name=given):
                names.add(given)
            case ast.Import(names=imported) | ast.ImportFrom(names=imported):
                names.update(alias.asname or alias.name for alias in imported)
            case ast.Assign() | ast.AnnAssign():
                names.update(node.id for node in ast.walk(statement) if isinstance(node, ast.Name))
    if not names & {name, "*"}:
        found.add("folder", path, f"defines no function {name}, which challenge.toml names")
    return None


def _statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements of a module, those below `if`, `try` and `with` included."""
    for statement in body:
        yield statement
        if isinstance(statement, ast.If | ast.Try | ast.With):
            yield from _statements([part for part in ast.iter_child_nodes(statement) if isinstance(part, ast.stmt)])


def _names_of(taken: ast.arguments) -> list[str]:
    names = [argument.arg for argument in (*taken.posonlyargs, *taken.args)]
    if taken.vararg or taken.kwonlyargs:
        names.append(f"*{taken.vararg.arg if taken.vararg else ''}")
    names += [argument.arg for argument in taken.kwonlyargs]
    return names + ([f"**{taken.kwarg.arg}"] if taken.kwarg else [])


def _shown_signature(spec: str, name: str) -> tuple[list[str], int] | None:
    """The parameters in the statement's first inline code `name(a, b)`, if they are plain names; and its line."""
    for match in re.finditer(rf"`(?:def )?{name}\(([^`]*)\)[^`]*`", spec):
        try:
            (shown,) = ast.parse(f"def f({match[1]}): pass").body
        except (SyntaxError, ValueError):
            continue
        if isinstance(shown, ast.FunctionDef) and match[1].strip():
            return _names_of(shown.args), spec.count("\n", 0, match.start()) + 1
    return None
