"""Build a handout: what candidates may have of a challenge, made from its statement and its starter and nothing else.

`read_public_part` opens three files of a folder by name: `spec.md`, `starter.py` and, for the name of the entry point alone,
`challenge.toml`. All that follows is a pure function of what it returns, so no hidden file can have a part in a handout.
"""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from judge.challenge import SETTINGS_FILE, SPEC_FILE
from judge.errors import ChallengeError, UsageError
from judge.grading.spec_examples import SpecExample, make_checks, read_spec_examples
from judge.package.archive import zip_files
from judge.package.example_tests import example_tests
from judge.package.folder import appearing
from judge.package.handout_page import render_page

STARTER_FILE: Final = "starter.py"
SOLUTION_MODULE: Final = "solution"

_README: Final = """\
# {name}

`spec.html`, and `spec.md` with the same text, says what `{entry_point}` is to do. Write it in `solution.py`, then run the
statement's examples in this folder:

    python -m pytest test_examples.py

That takes Python and pytest (`python -m pip install pytest`). You will be judged by more tests than these.
"""


@dataclass(frozen=True, slots=True)
class PublicPart:
    """What candidates may know of a challenge.

    Attributes:
        name: The challenge's name, its folder's.
        entry_point: The function that candidates write.
        spec: The content of `spec.md`.
        starter: The content of `starter.py`.
        examples: The examples of the statement.
    """

    name: str
    entry_point: str
    spec: str
    starter: str
    examples: tuple[SpecExample, ...]


def read_public_part(folder: Path) -> PublicPart:
    """Read what candidates may know, and open no other file of the folder.

    Raises:
        ChallengeError: One of the files is missing, cannot be read, or does not fit the others.
    """
    entry_point = _read_entry_point(folder / SETTINGS_FILE)
    spec, starter = _read(folder / SPEC_FILE), _read(folder / STARTER_FILE)
    try:
        defined = _defined_names(ast.parse(starter))
    except (SyntaxError, ValueError, RecursionError) as error:
        raise ChallengeError(f"{folder / STARTER_FILE}: is not valid Python: {error}") from error
    if entry_point not in defined:
        raise ChallengeError(f"{folder / STARTER_FILE}: does not define {entry_point}, which {SETTINGS_FILE} names")
    make_checks(folder / SPEC_FILE, entry_point, _never_called)  # for what it says of examples that cannot be run
    examples = tuple(read_spec_examples(folder / SPEC_FILE))
    if not examples:
        raise ChallengeError(f"{folder / SPEC_FILE}: has no examples for candidates to run; write >>> {entry_point}(…)")
    return PublicPart(folder.resolve().name, entry_point, spec, starter, examples)


def _never_called(*_: object) -> None:
    """Stands for a solution where examples are only read."""


def build_handout(challenge: PublicPart) -> dict[str, str]:
    """The files of one challenge's handout by their names: statement, starter, examples as tests, and how to run these."""
    return {
        "README.md": _README.format(name=challenge.name, entry_point=challenge.entry_point),
        SPEC_FILE: challenge.spec,
        "spec.html": render_page(challenge.spec, challenge.name),
        f"{SOLUTION_MODULE}.py": challenge.starter,
        "test_examples.py": example_tests(challenge.examples, challenge.entry_point, SOLUTION_MODULE),
    }


def write_handout(folders: Sequence[Path], output: Path) -> list[str]:
    """Write the handout of some challenges, each in a folder of its own, complete or not at all.

    Args:
        folders: Challenge folders.
        output: A new folder, or a new ZIP file where its name ends in `.zip`.

    Returns:
        The names of the files, sorted.

    Raises:
        UsageError: Two challenges have the same name, or there is something at the place.
        ChallengeError: A challenge has no statement or starter that can be handed out.
    """
    files: dict[str, str] = {}
    for folder in folders:
        challenge = read_public_part(folder)
        if f"{challenge.name}/{SPEC_FILE}" in files:
            raise UsageError(f"two challenges are called {challenge.name}; hand them out one by one")
        files |= {f"{challenge.name}/{name}": content for name, content in build_handout(challenge).items()}
    files = dict(sorted(files.items()))
    with appearing(output) as place:
        if output.suffix.lower() == ".zip":
            place.write_bytes(zip_files({name: content.encode() for name, content in files.items()}))
        else:
            for name, content in files.items():
                path = place / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(content, encoding="utf-8", newline="")
    return list(files)


def _read(path: Path) -> str:
    """The text of one of the public files, which is a file of the folder itself: a link could lead to a hidden one."""
    try:
        if path.is_symlink():
            raise ChallengeError(
                f"{path}: is a symbolic link; a handout takes no file from elsewhere, so copy it there"
            )
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError as error:
        raise ChallengeError(f"{path.parent}: there is no {path.name}, which candidates need; write it") from error
    except OSError as error:
        raise ChallengeError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ChallengeError(f"{path}: is not UTF-8 (byte {error.start}); save it as UTF-8") from error


def _read_entry_point(path: Path) -> str:
    try:
        settings = tomllib.loads(_read(path))
    except (ValueError, RecursionError) as error:
        raise ChallengeError(f"{path}: is not valid TOML: {error}") from error
    name = settings.get("entry_point")
    if not isinstance(name, str) or not name.isidentifier():
        raise ChallengeError(f"{path}: entry_point: {name!r} is not a function name")
    return name


def _defined_names(module: ast.Module) -> set[str]:
    """The names that the statements at the top of a module bind, as far as can be seen without running it."""
    names: set[str] = set()
    for node in module.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names |= {target.id for target in targets if isinstance(target, ast.Name)}
    return names
