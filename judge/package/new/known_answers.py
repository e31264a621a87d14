"""Write known-answer submissions for a solution: the solution itself, with a mistake of a well-known kind around it."""

from __future__ import annotations

import ast
import copy
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from judge.package.new.answers import Answer, Trial
from judge.package.new.signature import Signature

BY_SMALL_INPUTS: Final = "test_agrees_on_small_inputs"
BY_ANY_INPUT: Final = "test_agrees_on_any_input"
BY_EARLIER_CALLS: Final = "test_earlier_calls_make_no_difference"
BY_ARGUMENTS: Final = "test_leaves_its_arguments_as_they_were"
BY_DEFAULTS: Final = "test_fills_in_what_is_left_out"

_INNER: Final = "right_answer"


@dataclass(frozen=True, slots=True)
class KnownAnswer:
    """A submission whose verdict is known: its path below `submissions/`, and its source."""

    path: str
    source: str


_LEAST_SHARE: Final = 0.1
"""Of generated inputs that must show a mistake, so that some in a hundred do on every seed."""


@dataclass(frozen=True, slots=True)
class _Slip:
    """A mistake that spoils most answers: an expression in `answer`, a file's name and a sentence."""

    expression: str
    name: str
    sentence: str


_SLIPS: Final = {
    bool: _Slip("not answer", "the_wrong_way_round", "Says yes for no."),
    int: _Slip("answer + 1", "one_too_many", "Counts one too many."),
    float: _Slip("answer + 1", "one_too_many", "Is one off."),
    str: _Slip("answer[:-1]", "last_one_lost", "Loses the last character."),
    bytes: _Slip("answer[:-1]", "last_one_lost", "Loses the last byte."),
    list: _Slip("answer[:-1]", "last_one_lost", "Loses the last element."),
    tuple: _Slip("answer[:-1]", "last_one_lost", "Loses the last element."),
    dict: _Slip("dict(list(answer.items())[:-1])", "one_missing", "Loses an entry."),
    set: _Slip("set(sorted(answer, key=repr)[:-1])", "one_missing", "Loses an element."),
    frozenset: _Slip("frozenset(sorted(answer, key=repr)[:-1])", "one_missing", "Loses an element."),
}


def known_answers(source: str, signature: Signature, trial: Trial) -> list[KnownAnswer]:
    """The submissions for a solution.

    Args:
        source: The solution.
        signature: Of its entry point.
        trial: What the hidden tests will ask, and what the solution answers.
    """
    return list(_Writer(source, signature, trial).write())


class _Writer:
    """Wraps a solution, whose function gets another name, in functions that have its own."""

    def __init__(self, source: str, signature: Signature, trial: Trial) -> None:
        self._signature = signature
        self._trial = trial
        self._inner = _INNER
        while re.search(rf"\b{self._inner}\b", source):
            self._inner += "_"
        self._solution = _rename(_without_docstring(source), signature.name, self._inner).strip("\n")
        names = [parameter.name for parameter in signature.parameters]
        self._right = f"{self._inner}({', '.join(names)})"
        self._answer = "answer_" if "answer" in names else "answer"

    def write(self) -> Iterator[KnownAnswer]:
        """The submissions that make sense for this solution."""
        yield self._wrap("accepted/prints", "Prints, which is fine, and has a main block.", [], self._prints)
        yield self._callable_object()
        yield self._wrap(
            "wrong_answer/prints_instead_of_returning",
            "Prints the answer and returns nothing.",
            self._catchers(lambda answer: answer.value is not None),
            f"print({self._right})",
        )
        yield self._wrap(
            "wrong_answer/keeps_its_first_answer",
            "Gives its first answer for ever.",
            [BY_EARLIER_CALLS],
            f"if not kept:\n    kept.append({self._right})\nreturn kept[0]",
            before="kept = []\n\n\n",
        )
        yield from self._slips()
        yield from self._mutation()
        yield from self._missing_defaults()
        yield from self._missing_exceptions()

    @property
    def _prints(self) -> str:
        return f'print("working on it")\nreturn {self._right}'

    def _callable_object(self) -> KnownAnswer:
        parameters = self._signature.call.partition("(")[2]
        body = f"class Answer:\n    def __call__(self, {parameters}:\n        return {self._right}\n\n\n"
        return self._finish(
            "accepted/callable_object",
            "The entry point is an object that can be called.",
            [],
            f"{body}{self._signature.name} = Answer()\n",
        )

    def _slips(self) -> Iterator[KnownAnswer]:
        """The answer spoilt everywhere, and for large inputs only."""
        values = self._trial.values
        kinds = Counter(type(value) for value in values if value is not None)
        for kind, _ in kinds.most_common():
            slip = _SLIPS[kind]
            if not any(type(value) is kind and _spoil(slip, value) != value for value in values):
                continue
            condition = "" if len(set(map(type, values))) == 1 else f"type({self._answer}) is {kind.__name__}"
            yield from self._spoilt(f"wrong_answer/{slip.name}", slip, condition)
            large = self._large()
            if large:
                condition = " and ".join(filter(None, [condition, large]))
                rare = _Slip(slip.expression, "", f"Goes wrong where inputs are large: {slip.sentence.lower()}")
                yield from self._spoilt("wrong_answer/wrong_for_large_inputs", rare, condition)
            return

    def _catchers(self, is_wrong: Callable[[Answer], bool]) -> list[str]:
        """The tests that show a mistake, given the returned answers that it spoils."""
        catchers = []
        if any(not answer.raised and is_wrong(answer) for answer in self._trial.combined):
            catchers.append(BY_SMALL_INPUTS)
        generated = self._trial.generated
        if sum(not answer.raised and is_wrong(answer) for answer in generated) >= _LEAST_SHARE * len(generated):
            catchers.append(BY_ANY_INPUT)
        return catchers

    def _large(self) -> str:
        """A condition on the arguments; empty if none of them is ever large."""
        pairs = zip(self._trial.domains, self._signature.parameters, strict=True)
        conditions = [domain.large.replace("{x}", parameter.name) for domain, parameter in pairs if domain.large]
        if len(conditions) > 1:
            return f"({' or '.join(conditions)})"
        return conditions[0] if conditions else ""

    def _spoilt(self, path: str, slip: _Slip, condition: str) -> Iterator[KnownAnswer]:
        """A submission that spoils the answer where a condition holds, if any test would show it."""
        names = [parameter.name for parameter in self._signature.parameters]

        def is_wrong(answer: Answer) -> bool:
            values = {**dict(zip(names, answer.arguments, strict=True)), self._answer: answer.value}
            concerned = not condition or eval(condition, {}, values)  # noqa: S307  # written above
            return concerned and _spoil(slip, answer.value) != answer.value

        catchers = self._catchers(is_wrong)
        if not catchers:
            return
        spoilt = slip.expression.replace("answer", self._answer)
        body = f"{self._answer} = {self._right}\n"
        body += f"if {condition}:\n    return {spoilt}\nreturn {self._answer}" if condition else f"return {spoilt}"
        yield self._wrap(path, slip.sentence, catchers, body)

    def _mutation(self) -> Iterator[KnownAnswer]:
        for domain, parameter in zip(self._trial.domains, self._signature.parameters, strict=True):
            if domain.mutable:
                change = domain.mutable.replace("{x}", parameter.name)
                yield self._wrap(
                    "wrong_answer/empties_its_argument",
                    f"Leaves `{parameter.name}` empty.",
                    [BY_ARGUMENTS],
                    f"{self._answer} = {self._right}\n{change}\nreturn {self._answer}",
                )
                return

    def _missing_defaults(self) -> Iterator[KnownAnswer]:
        parameters = self._signature.parameters
        if self._signature.required < len(parameters):
            names = ", ".join(parameter.name for parameter in parameters)
            # Calling it with too few arguments raises TypeError, which is the wrong exception where one is specified.
            telling = next((answer for answer in self._by_call() if answer.raised != "TypeError"), None)
            if telling is None:
                return
            yield self._finish(
                f"{'wrong_answer' if telling.raised else 'runtime_error'}/asks_for_every_argument",
                "Has no defaults.",
                [BY_DEFAULTS],
                f"def {self._signature.name}({names}):\n    return {self._right}\n",
            )

    def _by_call(self) -> Iterator[Answer]:
        """The shortened calls in the order of the hidden test: for each combination, from the fewest arguments to the most."""
        by_arguments = {repr(answer.arguments): answer for answer in self._trial.shortened}
        for answer in self._trial.combined:
            for count in range(self._signature.required, len(self._signature.parameters)):
                yield by_arguments[repr(answer.arguments[:count])]

    def _missing_exceptions(self) -> Iterator[KnownAnswer]:
        kinds = self._trial.exceptions
        if kinds:
            caught = kinds[0] if len(kinds) == 1 else f"({', '.join(kinds)})"
            yield self._wrap(
                "wrong_answer/returns_none_for_bad_input",
                "Returns None where it should raise.",
                [BY_SMALL_INPUTS],
                f"try:\n    return {self._right}\nexcept {caught}:\n    return None",
            )

    def _wrap(self, path: str, sentence: str, catchers: list[str], body: str, *, before: str = "") -> KnownAnswer:
        indented = "".join(f"    {line}\n" for line in body.splitlines())
        return self._finish(path, sentence, catchers, f"{before}{self._signature.plain_header}\n{indented}")

    def _finish(self, path: str, sentence: str, catchers: list[str], code: str) -> KnownAnswer:
        caught = f"\n\nCaught by: {', '.join(catchers)}\n" if catchers else ""
        main = '\n\nif __name__ == "__main__":\n    print("done")\n' if path == "accepted/prints" else ""
        gap = "" if self._solution.startswith(("import ", "from ")) else "\n"  # as formatters have it
        return KnownAnswer(f"{path}.py", f'"""{sentence}{caught}"""\n\n{gap}{self._solution}\n\n\n{code}{main}')


def _spoil(slip: _Slip, value: object) -> object:
    answer: Any = copy.deepcopy(value)
    return eval(slip.expression, {"answer": answer})  # noqa: S307  # one of the expressions above


def _without_docstring(source: str) -> str:
    """A module's source without its docstring, so that another can take its place."""
    module = ast.parse(source)
    if ast.get_docstring(module) is None:
        return source
    docstring = module.body[0]
    lines = source.encode().splitlines(keepends=True)
    rest = lines[(docstring.end_lineno or 1) - 1][docstring.end_col_offset or 0 :].lstrip(b"; \t")
    return b"".join([*lines[: docstring.lineno - 1], rest, *lines[docstring.end_lineno or 1 :]]).decode()


def _rename(source: str, old: str, new: str) -> str:
    """Source in which a function of the module, and every use of it, has another name."""
    wanted = ast.unparse(_Renamer(old, new).visit(ast.parse(source)))
    lines = source.encode().splitlines(keepends=True)
    for row, column in sorted(_places(ast.parse(source), old, lines), reverse=True):
        before, after = lines[row][:column], lines[row][column:]
        lines[row] = before + new.encode() + after.removeprefix(old.encode())
    renamed = b"".join(lines).decode()
    try:
        return renamed if ast.unparse(ast.parse(renamed)) == wanted else wanted
    except SyntaxError:  # the places of names in an f-string are wrong before Python 3.12
        return wanted


class _Renamer(ast.NodeTransformer):
    """Renames a function in a syntax tree."""

    def __init__(self, old: str, new: str) -> None:
        self._names = {old: new}

    def visit_Name(self, node: ast.Name) -> ast.Name:
        node.id = self._names.get(node.id, node.id)
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        node.name = self._names.get(node.name, node.name)
        self.generic_visit(node)
        return node

    def visit_Global(self, node: ast.Global) -> ast.Global:
        node.names = [self._names.get(name, name) for name in node.names]
        return node


def _places(module: ast.Module, name: str, lines: list[bytes]) -> Iterator[tuple[int, int]]:
    """The row and the byte where each use of a function's name begins, except behind `global`."""
    for node in ast.walk(module):
        if isinstance(node, ast.Name) and node.id == name:
            yield node.lineno - 1, node.col_offset
        elif isinstance(node, ast.FunctionDef) and node.name == name:
            row = node.lineno - 1
            yield row, lines[row].index(name.encode(), node.col_offset + len("def"))
