"""Make a new challenge folder that is valid as it stands, for a signature or for a solution that somebody has written."""

from __future__ import annotations

import re
import tokenize
from collections.abc import Callable
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Final

from judge.errors import ChallengeError, UsageError
from judge.package.folder import appearing, check_free
from judge.package.new.answers import Trial
from judge.package.new.hidden_test_template import hidden_tests
from judge.package.new.known_answers import known_answers
from judge.package.new.placeholder import placeholder_source
from judge.package.new.signature import Signature, parse_signature, read_signature
from judge.package.new.templates import notes, settings, starter, statement
from judge.package.new.trial import try_solution

_SLUG: Final = re.compile(r"[a-z][a-z0-9]*([_-][a-z0-9]+)*")
_LONGEST_SLUG: Final = 60


@dataclass(frozen=True, slots=True)
class Solution:
    """A solution to make a challenge of.

    Attributes:
        task: What a statement says that it does, in a sentence or a paragraph.
        file_name: What messages call it.
        is_placeholder: Whether the task is one of no meaning.
    """

    source: str
    signature: Signature
    task: str
    file_name: str
    is_placeholder: bool = False


def check_slug(slug: str) -> str:
    """A text, if it can be the name of a challenge.

    Raises:
        UsageError: It cannot; the message has one that can and looks like it.
    """
    if _SLUG.fullmatch(slug) and len(slug) <= _LONGEST_SLUG:
        return slug
    ascii_slug = re.sub(r"[^a-z0-9]+", "_", slug.lower())[:_LONGEST_SLUG].strip("_").lstrip("0123456789_")
    hint = f"; did you mean {ascii_slug!r}?" if ascii_slug else ""
    what = f"begin with a lower-case letter, and have letters, digits, single - or _, and {_LONGEST_SLUG} characters at most"
    raise UsageError(f"{slug!r} is no name for a challenge's folder: it must {what}{hint}")


def title_of(slug: str) -> str:
    """The title that a challenge has until somebody writes a better one."""
    return re.sub("[_-]", " ", slug).capitalize()


def check_title(title: str) -> str:
    """A title without superfluous blanks.

    Raises:
        UsageError: It is empty, or has characters that no line of text has.
    """
    tidy = " ".join(title.split())
    if not tidy or not tidy.isprintable():
        raise UsageError(f"{title!r} is no title; write one line of text")
    return tidy


def placeholder_of(text: str) -> Solution:
    """A small task of no meaning for a signature such as `add(a: int, b: int) -> int`, to be replaced by its author's own.

    Raises:
        UsageError: The text is no signature, or there is no such task for it.
    """
    signature = parse_signature(text)
    source, expression = placeholder_source(signature)
    task = f"return `{expression}`. (This task is a placeholder: its author has not written one yet.)"
    return Solution(source, signature, task, f"the placeholder for {signature.name}", is_placeholder=True)


def solution_of(path: Path, slug: str, text: str | None) -> Solution:
    """A solution in a file, whose signature is its own or, where one is given, `text`.

    Raises:
        UsageError: The file cannot be read, it is not Python, or its signature is none that can be tested.
    """
    source = _read_source(path)
    given = parse_signature(text) if text is not None else None
    wanted = given.name if given else slug.replace("-", "_")
    signature = read_signature(source, str(path), wanted)
    if given:
        if given.call != signature.call:
            raise UsageError(
                f"--signature says {given.call}, {path} has {signature.call}; name the function and its parameters alike"
            )
        signature = replace(given, docstring=signature.docstring)
    paragraph = " ".join(signature.docstring.partition("\n\n")[0].split())
    task = paragraph if paragraph and ">>>" not in paragraph else "say here, in a sentence or two, what it returns."
    return Solution(source, signature, task, str(path))


def _read_source(path: Path) -> str:
    from judge.grading.submission import read_submission  # noqa: PLC0415  # knows every way in which a path is no file

    content = read_submission(path)
    try:
        encoding = tokenize.detect_encoding(BytesIO(content).readline)[0]
        text = content.decode("utf-8-sig")
    except (SyntaxError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: is not UTF-8 ({error}); save it as UTF-8") from error
    if encoding not in {"utf-8", "utf-8-sig"}:
        raise UsageError(f"{path}: says that it is {encoding}; save it as UTF-8 and remove that line")
    return text.replace("\r\n", "\n").replace("\r", "\n").rstrip() + "\n"


def write_challenge(
    folder: Path, title: str, solution: Solution, progress: Callable[[str], None] | None = None
) -> Trial:
    """Write a challenge folder, complete or not at all.

    Args:
        folder: Where it is to be; its name is the challenge's.
        title: One line.
        solution: Becomes the reference solution.
        progress: Told of each step, in a few words.

    Returns:
        What the tests ask, and what the solution answers.

    Raises:
        UsageError: There is something at the place, or no tests can be written for the solution.
        ChallengeError: The hidden tests reject the solution that they were written for.
    """
    report = progress or (lambda _: None)
    check_free(folder)
    report("trying the solution")
    trial = try_solution(solution.source, solution.signature, solution.file_name)
    files = compose(folder.name, title, solution, trial)
    with appearing(folder) as place:
        for name, content in files.items():
            path = place / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8", newline="\n")
        report("judging the reference")
        _check_reference(place, solution)
    return trial


def compose(slug: str, title: str, solution: Solution, trial: Trial) -> dict[str, str]:
    """The files of a challenge by their names in its folder."""
    source, signature = solution.source, solution.signature
    answers = known_answers(source, signature, trial)
    test_file = f"test_{slug.replace('-', '_')}.py"
    return {
        "challenge.toml": settings(title, signature, is_placeholder=solution.is_placeholder),
        "spec.md": statement(title, solution.task, signature, trial),
        "starter.py": starter(signature),
        "reference.py": source,
        test_file: hidden_tests(slug, signature, trial),
        "notes.md": notes(test_file, signature, trial),
        **{f"submissions/{answer.path}": answer.source for answer in answers},
    }


def _check_reference(folder: Path, solution: Solution) -> None:
    """Judge the reference by the tests that were written for it."""
    from judge.grading.grade import grade  # noqa: PLC0415  # imports all that judging needs
    from judge.model import Verdict  # noqa: PLC0415

    result = grade(folder, folder / "reference.py")
    if result.verdict is not Verdict.ACCEPTED:
        failed = next((outcome for outcome in result.properties if outcome.verdict is result.verdict), None)
        shown = failed.counterexample if failed else None
        where = f" on {shown.call}: {shown.message}" if shown else f": {result.message}"
        raise ChallengeError(
            f"{solution.file_name}: judged by the tests written for it, it is {result.verdict.value}{where}. It must answer "
            "the same in every process and within two seconds per call; nothing was written"
        )
