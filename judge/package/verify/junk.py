"""Junk submissions: submissions that no challenge should accept, made from its reference solution and its statement.

Hidden tests that accept one of them hardly look at answers: a constant, an object that says it equals everything, the answers
of the statement's examples by heart, right answers for small inputs only, and other things that are no solution.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from textwrap import dedent
from typing import Any, Final, TypeAlias

from judge.grading.spec_examples import SpecExample
from judge.model import Verdict


@dataclass(frozen=True, slots=True)
class Junk:
    """One junk submission.

    Attributes:
        name: A slug such as `returns_none`.
        why: What it does in place of solving the challenge.
        source: The submission.
        expected: The verdicts it may get.
        accepted_if: In which case a challenge may rightly accept it; empty if there is none.
    """

    name: str
    why: str
    source: str
    expected: frozenset[Verdict]
    accepted_if: str = ""

    @property
    def optional(self) -> bool:
        """Whether some challenges may rightly accept it."""
        return bool(self.accepted_if)


def make_junk(reference: str, entry_point: str, examples: Sequence[SpecExample]) -> list[Junk]:
    """The junk submissions for a challenge.

    Args:
        reference: Source of the reference solution.
        entry_point: The function that candidates are asked for.
        examples: The examples of the statement; calls whose arguments are written out are learnt by heart.

    Raises:
        SyntaxError: An example is not valid Python.
    """
    calls = [call for example in examples for call in _read_calls(example.source, entry_point)]
    junk = [
        *_without_reference(entry_point),
        *_constant(entry_point, examples),
        *_with_reference(reference, entry_point),
    ]
    if calls:
        junk.append(_by_heart(reference, entry_point, calls))
    if not calls or any(isinstance(value, _CHANGEABLE) for arguments in calls for value in _values(*arguments)):
        junk.append(_that_clears_its_arguments(reference, entry_point))
    return [*junk, *_for_small_inputs(reference, entry_point), *_not_importable(reference, entry_point)]


Arguments: TypeAlias = tuple[tuple[Any, ...], dict[str, Any]]
"""Positional and keyword arguments of a call."""

_CHANGEABLE: Final = (list, dict, set)


def _read_calls(source: str, entry_point: str) -> Iterator[Arguments]:
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Name(id=name)) if name == entry_point:
                try:
                    args = tuple(ast.literal_eval(argument) for argument in node.args)
                    yield args, {str(keyword.arg): ast.literal_eval(keyword.value) for keyword in node.keywords}
                except (ValueError, TypeError):  # arguments that are computed
                    continue


def _values(args: tuple[Any, ...], kwargs: dict[str, Any]) -> list[Any]:
    return [*args, *kwargs.values()]


_WRONG: Final = frozenset({Verdict.WRONG_ANSWER})
_WRONG_OR_RAISED: Final = frozenset({Verdict.WRONG_ANSWER, Verdict.RUNTIME_ERROR})
"""Of what raises where another exception may be due, and of what may be called with its own nonsense."""

_INVALID: Final = frozenset({Verdict.INVALID_SUBMISSION})


def _function(entry_point: str, body: str) -> str:
    lines = "\n".join(f"    {line}" for line in body.splitlines())
    return f"def {entry_point}(*args, **kwargs):\n{lines}\n"


def _without_reference(entry_point: str) -> Iterator[Junk]:
    for name, why, body in (
        ("returns_none", "returns nothing", "return None"),
        ("returns_zero", "returns 0, whatever it is asked", "return 0"),
        ("returns_true", "returns True, whatever it is asked", "return True"),
        ("returns_empty_text", "returns an empty text, whatever it is asked", 'return ""'),
        ("returns_empty_list", "returns an empty list, whatever it is asked", "return []"),
        ("returns_its_argument", "returns its first argument", "return [*args, *kwargs.values(), None][0]"),
        ("returns_number_of_arguments", "returns how many arguments it got", "return len(args) + len(kwargs)"),
        ("returns_a_type", "returns a type in place of a value", "return type(args)"),
        ("returns_endless_generator", "returns a generator that never ends", "while True:\n    yield None"),
    ):
        yield Junk(name, why, _function(entry_point, body), _WRONG)
    for name, why, body in (
        ("raises_exception", "raises an exception, whatever it is asked", 'raise RuntimeError("no idea")'),
        ("raises_assertion_error", "raises what a failing test raises", "raise AssertionError"),
        ("exits", "raises SystemExit with status 0", "raise SystemExit(0)"),
        ("recurses_endlessly", "calls itself, and does nothing else", f"return {entry_point}(*args, **kwargs)"),
    ):
        yield Junk(name, why, _function(entry_point, body), _WRONG_OR_RAISED)
    skipped = 'class Skipped(BaseException):\n    __module__ = "builtins"\n    msg = "skipped"\n\n\n'
    source = skipped + _function(entry_point, 'raise Skipped("not today")')
    yield Junk("raises_skipped", "raises an exception named like the one that skips a test", source, _WRONG_OR_RAISED)
    source = "import os\n\n\n" + _function(entry_point, "os._exit(0)")
    yield Junk("ends_its_process", "ends its process with status 0", source, frozenset({Verdict.RUNTIME_ERROR}))


_LIAR: Final = """\
class Liar(BASE):
    __class__ = property(lambda self: KIND)

    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    def __hash__(self):
        return 0

    def __getattr__(self, name):
        return self

    def __call__(self, *args, **kwargs):
        return self


"""


_BASES: Final = {"bytes", "complex", "dict", "float", "frozenset", "int", "list", "set", "str", "tuple"}


def _constant(entry_point: str, examples: Sequence[SpecExample]) -> Iterator[Junk]:
    kind = "list"
    for example in examples:
        try:
            kind = type(ast.literal_eval(example.expected)).__name__
        except (ValueError, SyntaxError):  # an exception, or nothing
            continue
        source = _function(entry_point, f"return {ast.unparse(ast.parse(example.expected))}")
        why = "returns the value of the statement's first example, whatever it is asked"
        yield Junk("returns_first_example", why, source, _WRONG)
        break
    kind = kind if kind in _BASES else "int" if kind == "bool" else "list"
    for name, base in (("returns_lying_object", "object"), (f"returns_lying_{kind}", kind)):
        source = _LIAR.replace("BASE", base).replace("KIND", kind) + _function(entry_point, "return Liar()")
        yield Junk(name, f"returns an object that calls itself {kind} and says it equals everything", source, _WRONG)


_REFERENCE: Final = """\
_namespace = {"__name__": __name__}
exec(SOURCE, _namespace)
_reference = _namespace["ENTRY_POINT"]


"""


def _around(reference: str, entry_point: str, body: str, before: str = "") -> str:
    """A submission that can call the reference, which keeps all its names to itself."""
    prelude = _REFERENCE.replace("ENTRY_POINT", entry_point).replace("SOURCE", repr(reference))
    return prelude + before + _function(entry_point, dedent(body))


def _with_reference(reference: str, entry_point: str) -> Iterator[Junk]:
    source = _around(reference, entry_point, "print(_reference(*args, **kwargs))")
    expected = _WRONG_OR_RAISED | {Verdict.OUTPUT_LIMIT_EXCEEDED}
    yield Junk("prints_its_answer", "prints the right answer and returns nothing", source, expected)
    source = _around(reference, entry_point, "return [_reference(*args, **kwargs)]")
    yield Junk("wraps_its_answer", "returns a list that holds the right answer", source, _WRONG_OR_RAISED)
    body = """\
        if not _answers:
            _answers.append(_reference(*args, **kwargs))
        return _answers[0]
        """
    source = _around(reference, entry_point, body, before="_answers = []\n\n\n")
    why = "answers the first call, and repeats that ever after"
    yield Junk("repeats_its_first_answer", why, source, _WRONG_OR_RAISED)


def _by_heart(reference: str, entry_point: str, calls: list[Arguments]) -> Junk:
    body = "return _reference(*args, **kwargs) if repr((args, kwargs)) in _examples else None"
    table = "".join(f"    {text!r},\n" for text in sorted({repr(call) for call in calls}))
    source = _around(reference, entry_point, body, before=f"_examples = {{\n{table}}}\n\n\n")
    why = "knows the answers of the statement's examples, and no others"
    return Junk("knows_examples_by_heart", why, source, _WRONG_OR_RAISED)


def _that_clears_its_arguments(reference: str, entry_point: str) -> Junk:
    body = """\
        answer = copy.deepcopy(_reference(*args, **kwargs))
        for argument in (*args, *kwargs.values()):
            if isinstance(argument, (list, dict, set)):
                argument.clear()
            elif hasattr(argument, "fill"):
                argument.fill(0)
        return answer
        """
    return Junk(
        name="clears_its_arguments",
        why="returns the right answer, but empties the arguments",
        source=_around(reference, entry_point, body, before="import copy\n\n\n"),
        expected=_WRONG_OR_RAISED,
        accepted_if="the statement leaves open what becomes of the arguments",
    )


_SIZE_OF: Final = """\
def _size_of(arguments):
    size = sum(abs(value) for value in arguments if isinstance(value, (int, float)))
    rest = list(arguments)
    while rest:
        value = rest.pop()
        size += len(value) if hasattr(value, "__len__") else 0
        if isinstance(value, dict):
            rest.extend(value.values())
        elif isinstance(value, (list, tuple, set, frozenset)):
            rest.extend(value)
    return size


"""

_SMALL: Final = 10
"""Every challenge should have larger inputs than this."""


def _for_small_inputs(reference: str, entry_point: str) -> Iterator[Junk]:
    for limit in (10, 100, 1_000):
        body = f"return _reference(*args, **kwargs) if _size_of([*args, *kwargs.values()]) <= {limit} else None"
        yield Junk(
            name=f"right_up_to_size_{limit}",
            why=f"is right up to size {limit:,}, elements in all or a number itself, and returns nothing beyond",
            source=_around(reference, entry_point, body, before=_SIZE_OF),
            expected=_WRONG_OR_RAISED,
            accepted_if="" if limit == _SMALL else f"the statement promises inputs no larger than {limit:,}",
        )


def _not_importable(reference: str, entry_point: str) -> Iterator[Junk]:
    other = f"{entry_point}_"
    source = f"{reference}\n\n{other} = {entry_point}\ndel {entry_point}\n"
    yield Junk("has_another_name", f"is the reference, but named {other}", source, _INVALID)
    yield Junk("is_no_function", "is a value in place of a function", f"{entry_point} = 42\n", _INVALID)
    yield Junk("exits_when_imported", "exits with status 0 when it is imported", "raise SystemExit(0)\n", _INVALID)
    yield Junk("is_empty", "is an empty file", "", _INVALID)
