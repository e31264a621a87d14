"""Write a small, real task for a signature: a rule that follows from the types alone, until an author puts theirs there."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from typing import Final

from judge.errors import UsageError
from judge.package.new.domain import Bounds, builtin_kind, domains_of
from judge.package.new.signature import Signature


def placeholder_source(signature: Signature) -> tuple[str, str]:
    """A solution whose answer depends on every argument, and the expression that it returns.

    Each argument counts by its size: a number itself, a text or a collection by its length. What is returned is built from the
    sizes to fit the annotation, an int where there is none.

    Raises:
        UsageError: There are no inputs for a parameter, or nothing to build for the returned type.
    """
    domains = domains_of(signature, Bounds())
    names = [parameter.name for parameter in signature.parameters]
    keeps_fractions = isinstance(signature.returns, ast.Name) and signature.returns.id == "float"
    sizes = []
    for name, domain in zip(names, domains, strict=True):
        size = domain.measure.replace("{x}", name)
        sizes.append(f"int({size})" if domain.fractional and not keeps_fractions else size)
    try:
        expression = _Builder(signature, names).build(signature.returns, sizes)
    except RecursionError:
        raise UsageError(
            f"{signature.name} returns a type that refers to itself; pass a solution with --from"
        ) from None
    if expression == f"{names[0]} > 1" and domains[0].small == (False, True):
        expression = f"not {names[0]}"
    preamble = f"{signature.preamble}\n\n\n" if signature.preamble else "\n"
    return (
        f'"""Reference solution of `{signature.name}`: a placeholder, to be replaced by yours.\n'
        "\n"
        "The rule means nothing: it is built from the types, and uses every argument. Change spec.md along with it.\n"
        '"""\n'
        f"\n{preamble}"
        f"{signature.header}\n"
        f'    """Return `{expression}`."""\n'
        f"    return {expression}\n"
    ), expression


_SCALARS: Final[dict[str, Callable[[str], str]]] = {
    "int": lambda total: f"{total} + 1",
    "float": lambda total: f"{total} / 2" if total.isidentifier() else f"({total}) / 2",
    "bool": lambda total: f"{total} > 1",
    "str": lambda total: f"str({total})",
    "bytes": lambda total: f"str({total}).encode()",
}


class _Builder:
    """Builds expressions of an annotated type from the sizes of arguments."""

    def __init__(self, signature: Signature, names: Sequence[str]) -> None:
        self._signature = signature
        self._names = names

    def build(self, annotation: ast.expr | None, sizes: Sequence[str]) -> str:
        """An expression whose value has the annotated type."""
        name, arguments = self._outline(annotation)
        if name in _SCALARS:
            return _SCALARS[name](" + ".join(sizes))
        element = arguments[0] if arguments else None
        each = [self.build(element, [size]) for size in sizes]
        match builtin_kind(name):
            case "list":
                return f"[{', '.join(each)}]"
            case "set":
                return f"{{{', '.join(each)}}}"
            case "tuple" if arguments and not isinstance(arguments[-1], ast.Constant):
                return f"({', '.join(self.build(kind, sizes) for kind in arguments)},)"
            case "tuple":
                return f"({', '.join(each)},)"
            case "dict":
                by_name = self._outline(element)[0] == "str"
                values = [self.build(arguments[1] if len(arguments) > 1 else None, [size]) for size in sizes]
                keys = map(repr, self._names) if by_name else each
                return f"{{{', '.join(f'{key}: {value}' for key, value in zip(keys, values, strict=True))}}}"
        raise UsageError(
            f"{self._signature.name}: there is no placeholder for a function that returns {name}; "
            "let it return something that can be compared, or pass a solution with --from"
        )

    def _outline(self, annotation: ast.expr | None) -> tuple[str, list[ast.expr]]:  # noqa: PLR0911  # a case for each form
        """The name of a type and what stands in its brackets; of a union, its first member's."""
        match annotation:
            case None | ast.Name(id="Any" | "object"):
                return "int", []
            case ast.Constant(value=str(text)):
                return self._outline(ast.parse(text, mode="eval").body)
            case ast.BinOp(left=first) | ast.Subscript(value=ast.Name(id="Optional"), slice=first):
                return self._outline(first)
            case ast.Subscript(value=ast.Name(id="Union" | "Annotated"), slice=ast.Tuple(elts=[first, *_])):
                return self._outline(first)
            case ast.Name(id=name) if name in self._signature.aliases:
                return self._outline(self._signature.aliases[name])
            case ast.Name(id=name) | ast.Attribute(attr=name):
                return name, []
            case ast.Subscript(value=ast.Name(id=name) | ast.Attribute(attr=name), slice=ast.Tuple(elts=arguments)):
                return name, arguments
            case ast.Subscript(value=ast.Name(id=name) | ast.Attribute(attr=name), slice=argument):
                return name, [argument]
        return ast.unparse(annotation), []
