"""Read a function's signature, from a text such as `add(a: int, b: int) -> int` or from a solution's source.

Nothing is executed. Annotations stay syntax trees: `judge.package.new.domain` knows which inputs they stand for.
"""

from __future__ import annotations

import ast
import collections.abc
import typing
from dataclasses import dataclass

from judge.errors import UsageError

EXAMPLE = "add(a: int, b: int) -> int"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter: its name, its annotation if it has one, and the source of its default if it has one."""

    name: str
    annotation: ast.expr | None
    default: str | None


@dataclass(frozen=True, slots=True)
class Signature:
    """The signature of an entry point.

    Attributes:
        returns: The annotation of the returned value, if there is one.
        header: The first line of a definition, such as `def add(a: int, b: int) -> int:`.
        preamble: Imports and type aliases that the header needs; may be empty.
        aliases: Type aliases by name.
        docstring: What the source says of the function, without indentation; may be empty.
    """

    name: str
    parameters: tuple[Parameter, ...]
    returns: ast.expr | None
    header: str
    preamble: str
    aliases: dict[str, ast.expr]
    docstring: str

    @property
    def required(self) -> int:
        """How many parameters have no default."""
        return sum(parameter.default is None for parameter in self.parameters)

    @property
    def call(self) -> str:
        """The call as a statement writes it, such as `power(base, exponent=2)`."""
        return f"{self.name}({', '.join(map(_plainly, self.parameters))})"

    @property
    def plain_header(self) -> str:
        """The first line of a definition without annotations."""
        return f"def {self.call}:"


def _plainly(parameter: Parameter) -> str:
    return parameter.name if parameter.default is None else f"{parameter.name}={parameter.default}"


def parse_signature(text: str) -> Signature:
    """The signature in a text such as `add(a: int, b: int) -> int`; `def` before it and a colon after it may stand there.

    Raises:
        UsageError: The text is no signature, or one that hidden tests cannot call by position.
    """
    bare = text.strip().removeprefix("def ").rstrip(": \t")
    try:
        module = ast.parse(f"def {bare}: ...")
    except (SyntaxError, ValueError):
        module = ast.Module([], [])
    match module.body:
        case [ast.FunctionDef(body=[ast.Expr(ast.Constant(value=value))]) as function] if value is ...:
            return _read(function, _imports_of_typing(function), {}, f"the signature {text!r}")
    raise UsageError(f"{text!r} is no signature; write one such as {EXAMPLE!r}")


def read_signature(source: str, file_name: str, wanted: str) -> Signature:
    """The signature of a solution's entry point: the function called `wanted`, else the only public one.

    Raises:
        UsageError: The source is not Python, which function is meant cannot be told, or hidden tests cannot call it.
    """
    module = parse_source(source, file_name)
    functions = {node.name: node for node in module.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
    public = [name for name in functions if not name.startswith("_")]
    if wanted in functions:
        name = wanted
    elif len(public) == 1:
        (name,) = public
    elif public:
        raise UsageError(f"{file_name} defines {', '.join(public)}; say which one candidates write with --signature")
    else:
        classes = [node.name for node in module.body if isinstance(node, ast.ClassDef)]
        found = f"only the class {classes[0]}" if classes else "nothing that can be called"
        raise UsageError(f"{file_name} defines no function, {found}; add the function that candidates write")
    function = functions[name]
    if isinstance(function, ast.AsyncFunctionDef):
        raise UsageError(f"{file_name}: {name} is an async function, which nothing awaits; write a plain one")
    bindings = _bindings(module)
    needed = _needed(function, bindings)
    preamble = "\n".join(ast.unparse(node) for node in module.body if node in needed)
    aliases = {
        name: node.value
        for name, node in bindings.items()
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None
    }
    return _read(function, preamble, aliases, file_name)


def parse_source(source: str, file_name: str) -> ast.Module:
    """The syntax tree of a source text.

    Raises:
        UsageError: It is not valid Python; the message names the line.
    """
    try:
        return ast.parse(source)
    except SyntaxError as error:
        raise UsageError(f"{file_name}, line {error.lineno}: is not valid Python: {error.msg}") from error
    except (ValueError, RecursionError, MemoryError) as error:  # a null byte; brackets nested too deeply
        raise UsageError(f"{file_name} is not valid Python: {error}") from error


def _read(function: ast.FunctionDef, preamble: str, aliases: dict[str, ast.expr], where: str) -> Signature:
    arguments, name = function.args, function.name
    if arguments.vararg or arguments.kwarg or arguments.kwonlyargs:
        stars = [f"*{arguments.vararg.arg}"] if arguments.vararg else []
        stars += [f"keyword-only {each.arg}" for each in arguments.kwonlyargs]
        stars += [f"**{arguments.kwarg.arg}"] if arguments.kwarg else []
        raise UsageError(
            f"{where}: {name} has {', '.join(stars)}; hidden tests call by position, so give each parameter a place"
        )
    positional = [*arguments.posonlyargs, *arguments.args]
    if not positional:
        raise UsageError(f"{where}: {name} has no parameters, so there is one answer only; give it at least one")
    defaults = [None] * (len(positional) - len(arguments.defaults)) + [ast.unparse(node) for node in arguments.defaults]
    returns = f" -> {ast.unparse(function.returns)}" if function.returns else ""
    return Signature(
        name=name,
        parameters=tuple(
            Parameter(each.arg, each.annotation, default) for each, default in zip(positional, defaults, strict=True)
        ),
        returns=function.returns,
        header=f"def {name}({ast.unparse(arguments)}){returns}:",
        preamble=preamble,
        aliases=aliases,
        docstring=ast.get_docstring(function) or "",
    )


def _imports_of_typing(function: ast.FunctionDef) -> str:
    """The imports that make a signature's annotations valid Python."""
    names = {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
    from_abc = sorted(names & set(collections.abc.__all__))
    from_typing = sorted((names & set(typing.__all__)) - set(from_abc))
    lines = [f"from collections.abc import {', '.join(from_abc)}"] if from_abc else []
    lines += [f"from typing import {', '.join(from_typing)}"] if from_typing else []
    lines += ["import typing"] if "typing" in names else []
    return "\n".join(lines)


def _bindings(module: ast.Module) -> dict[str, ast.stmt]:
    """The imports and assignments at the top of a module, by the names they bind."""
    bindings: dict[str, ast.stmt] = {}
    for node in module.body:
        match node:
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                bindings |= {(alias.asname or alias.name).partition(".")[0]: node for alias in names}
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                bindings[name] = node
    return bindings


def _needed(function: ast.FunctionDef, bindings: dict[str, ast.stmt]) -> set[ast.stmt]:
    """The statements that the header of a function depends on, one by way of another."""
    returns = [function.returns] if function.returns else []
    unread: list[ast.AST] = [function.args, *returns]
    needed: set[ast.stmt] = {
        node for node in bindings.values() if isinstance(node, ast.ImportFrom) and node.module == "__future__"
    }
    while unread:
        names = {node.id for node in ast.walk(unread.pop()) if isinstance(node, ast.Name)}
        found = {bindings[name] for name in names if name in bindings} - needed
        needed |= found
        unread += found
    return needed
