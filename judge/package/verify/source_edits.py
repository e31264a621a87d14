"""Edits of Python source by the nodes of its syntax tree, so that a change keeps every other character as it was."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

Located: TypeAlias = ast.stmt | ast.expr | ast.keyword
"""A node that has a place in the source."""

Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Edit:
    """The text of one node replaced.

    Attributes:
        operator: The kind of change, a slug such as `boundary`.
        start: Where the node's text starts, in characters from the start of the module.
        end: Where it ends.
        text: What stands there instead, without the parentheses that its surroundings may demand.
    """

    operator: str
    start: int
    end: int
    text: str


class Module:
    """A module's source by node of its syntax tree, and the nodes in which a mistake could matter, each with its parent.

    Args:
        source: Python source whose lines end in line feeds only.
        entry_point: Name of the function that the module is there for.

    Raises:
        SyntaxError: The source is not valid Python.
    """

    def __init__(self, source: str, entry_point: str) -> None:
        self.source = source
        self.entry_point = entry_point
        self._lines = source.split("\n")
        self._line_starts = [0]
        for line in self._lines:
            self._line_starts.append(self._line_starts[-1] + len(line) + 1)
        self.parents: dict[ast.AST, ast.AST] = {}
        self.nodes = list(self._walk(ast.parse(source)))

    def _walk(self, node: ast.AST) -> Iterator[ast.AST]:
        for child in ast.iter_child_nodes(node):
            if not _is_left_alone(child, node):
                self.parents[child] = node
                yield child
                if not isinstance(child, ast.Raise):  # the message of an exception decides nothing
                    yield from self._walk(child)

    def span(self, node: Located) -> tuple[int, int]:
        """Where the text of a node starts and ends, in characters; parentheses around it are not part of it."""
        start = self._offset(node.lineno, node.col_offset)
        return start, self._offset(node.end_lineno or node.lineno, node.end_col_offset or 0)  # parsed nodes have both

    def _offset(self, line: int, column_bytes: int) -> int:
        text = self._lines[line - 1]
        column = column_bytes if text.isascii() else len(text.encode()[:column_bytes].decode())
        return self._line_starts[line - 1] + column

    def text(self, node: Located) -> str:
        """The text of a node without parentheses around it."""
        start, end = self.span(node)
        return self.source[start:end]

    def operand(self, node: ast.expr) -> str:
        """The text of an expression, in parentheses unless it can be an operand of `+`, `and` or `not` without."""
        plain = isinstance(node, ast.Name | ast.Attribute | ast.Subscript | ast.Call | ast.Constant) or (
            isinstance(node, ast.BinOp) and not isinstance(node.op, _LOOSE)
        )
        return self.text(node) if plain else f"({self.text(node)})"

    def function_around(self, node: ast.AST) -> Function | None:
        """The innermost function that a node is part of."""
        while (parent := self.parents.get(node)) is not None and not isinstance(parent, Function):
            node = parent
        return parent

    def replace(self, node: Located, operator: str, text: str) -> Edit:
        """The edit that puts another text in a node's place."""
        return Edit(operator, *self.span(node), text)

    def replace_between(
        self, node: Located, parts: tuple[ast.expr, ast.expr], symbol: str, operator: str, text: str
    ) -> Edit:
        """The edit of a node that replaces the symbol between two neighbouring parts of it."""
        (start, end), gap_start, gap_end = self.span(node), self.span(parts[0])[1], self.span(parts[1])[0]
        # Beside the symbol, only parentheses, white space and comments stand there; a comment may hold anything.
        gap = re.sub(r"#[^\n]*", lambda comment: " " * len(comment.group()), self.source[gap_start:gap_end])
        found = re.search(r"[\s\\]+".join(map(re.escape, symbol.split())), gap)
        if found is None:  # a comment within `not in`
            return Edit(operator, start, end, self.source[start:end])
        before, after = self.source[start : gap_start + found.start()], self.source[gap_start + found.end() : end]
        return Edit(operator, start, end, before + text + after)


_LOOSE: Final = (ast.LShift, ast.RShift, ast.BitAnd, ast.BitOr, ast.BitXor)
"""Binary operators that bind less tightly than `+`."""

_NOT_JUDGED: Final = {"NewType", "TypeVar", "cast", "print"}
"""Functions whose arguments decide nothing that is judged."""

_LEFT_ALONE: Final = {
    *("JoinedStr", "TemplateStr"),  # Python 3.11 does not say where in them their parts are
    *("Import", "ImportFrom", "Global", "Nonlocal", "Assert"),
    *("TypeAlias", "TypeVar", "ParamSpec", "TypeVarTuple"),
}
"""Classes of nodes that are left alone, by name, because some are newer than the oldest Python supported."""


def _is_left_alone(node: ast.AST, parent: ast.AST) -> bool:
    """Whether a change of a node, or of anything in it, could not matter to a test: documentation, types and the like."""
    match node:
        case ast.Expr(value=ast.Constant()):
            return True
        case ast.Expr(value=ast.Call(func=ast.Name(id=name))) | ast.Call(func=ast.Name(id=name)) if name in _NOT_JUDGED:
            return True
        case ast.If(test=test) if any(name_of(part) in {"__name__", "TYPE_CHECKING"} for part in ast.walk(test)):
            return True
        case ast.Assign(targets=[ast.Name(id=name)]) if name.startswith("__"):
            return True
        case ast.AnnAssign(annotation=annotation) if name_of(annotation) == "TypeAlias":
            return True
    is_annotation = node in {getattr(parent, "annotation", None), getattr(parent, "returns", None)}
    return is_annotation or node in getattr(parent, "decorator_list", ()) or type(node).__name__ in _LEFT_ALONE


def name_of(node: ast.AST) -> str:
    """The last part of a dotted name, `sqrt` for `math.sqrt`; empty for what is no name."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return str(name)
    return ""
