"""Check that the files of a challenge agree with each other, without running any of them."""

from __future__ import annotations

import ast
import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from judge.challenge import Challenge
from judge.errors import ChallengeError
from judge.grading.spec_examples import read_spec_examples
from judge.model import Verdict
from judge.package.verification import Verification

LOADING: Final = "loading"
"""What the docstring of a submission that cannot be loaded names instead of a property."""

_CAUGHT_BY: Final = re.compile(r"^\s*Caught by:\s*(.+?)\s*$", re.MULTILINE)


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
    reference = _parameters(_read(challenge.reference), challenge.reference, name)
    if reference is None:
        found.add("folder", challenge.reference, f"defines no function {name}, which challenge.toml names")
    if challenge.starter.is_file():
        starter = _parameters(_read(challenge.starter), challenge.starter, name)
        if starter is None:
            found.add("folder", challenge.starter, f"defines no function {name}, which challenge.toml names")
        elif reference is not None and starter != reference:
            what = (
                f"{name} takes ({', '.join(starter)}) here and ({', '.join(reference)}) in {challenge.reference.name}"
            )
            found.add("folder", challenge.starter, f"{what}; candidates begin with this one, so make them agree")
    else:
        found.add("folder", challenge.folder, "there is no starter.py; write what candidates begin with")
    spec = _read(challenge.spec)
    if not re.search(rf"\b{name}\(", spec):
        found.add("folder", challenge.spec, f"the statement never shows a call of {name}, which challenge.toml names")
    shown = _shown_signature(spec, name)
    if shown is not None and reference is not None and shown[0] != reference:
        what = f"the statement writes {name}({', '.join(shown[0])}), the reference takes ({', '.join(reference)})"
        found.add("folder", challenge.spec, what, line=shown[1])
    examples = read_spec_examples(challenge.spec)
    if not examples:
        what = f"the statement has no examples; add some like >>> {name}(…) with the value below"
        found.add("folder", challenge.spec, what)
    elif not any(re.search(rf"\b{name}\(", example.source) for example in examples):
        found.add("folder", challenge.spec, f"no example of the statement calls {name}", line=examples[0].line)
    found.checks["folder"] = (
        f"{name}({', '.join(reference or [])}) in all files, {len(examples)} examples in the statement"
    )


def find_known_answers(challenge: Challenge, found: Verification) -> list[KnownAnswer]:
    """The known-answer submissions of a challenge, in the order of their names; what is wrong with their places is entered.

    Raises:
        ChallengeError: A submission cannot be read.
    """
    answers = []
    verdicts = {verdict.value for verdict in Verdict if verdict is not Verdict.JUDGE_ERROR}
    marked = dict(challenge.demands.caught_by)
    for path in sorted(_list(challenge.submissions)):
        folder = path.parent.name
        name = f"{folder}/{path.name}"
        if folder not in verdicts:
            near = difflib.get_close_matches(folder, sorted(verdicts), n=1)
            hint = f"; did you mean {near[0]}?" if near else f"; verdicts are {', '.join(sorted(verdicts))}"
            found.add("known_answers", path.parent, f"{folder} is no verdict{hint}")
            continue
        source = _read_bytes(path)
        catchers = marked.pop(name, None) or named_catchers(source)
        answers.append(KnownAnswer(name, path, source, Verdict(folder), catchers))
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


def named_catchers(source: bytes) -> tuple[str, ...]:
    """The properties that a submission's docstring names in a line `Caught by: test_a, test_b`."""
    try:
        docstring = ast.get_docstring(ast.parse(source)) or ""
    except (SyntaxError, ValueError):
        docstring = source.decode("utf-8", "replace")
    match = _CAUGHT_BY.search(docstring)
    return tuple(part.strip() for part in match[1].split(",")) if match else ()


def line_of(path: Path, text: str) -> int:
    """The first line of a file that contains a text, from 1; 1 if none does."""
    for number, line in enumerate(_read(path).splitlines(), start=1):
        if text in line:
            return number
    return 1


def _list(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from folder.glob("*/*.py")


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


def _parameters(source: str, path: Path, name: str) -> list[str] | None:
    """The names of a function's parameters, `*` and `**` included; None if the module does not define it by `def`."""
    try:
        module = ast.parse(source)
    except (SyntaxError, ValueError) as error:
        raise ChallengeError(f"{path}: is not valid Python: {error}") from error
    for node in module.body:
        if isinstance(node, ast.FunctionDef) and node.name == name:
            taken = node.args
            names = [argument.arg for argument in (*taken.posonlyargs, *taken.args)]
            names += [f"*{taken.vararg.arg}"] if taken.vararg else []
            names += [argument.arg for argument in taken.kwonlyargs]
            return names + ([f"**{taken.kwarg.arg}"] if taken.kwarg else [])
    return None


def _shown_signature(spec: str, name: str) -> tuple[list[str], int] | None:
    """The parameters in the statement's first inline code `name(a, b)`, if they are plain names; and its line."""
    for match in re.finditer(rf"`(?:def )?{name}\(([^`]*)\)[^`]*`", spec):
        try:
            taken = ast.parse(f"def f({match[1]}): pass").body[0].args  # type: ignore[attr-defined]
        except SyntaxError:
            continue
        names = [argument.arg for argument in (*taken.posonlyargs, *taken.args)]
        if names:
            return names, spec.count("\n", 0, match.start()) + 1
    return None
