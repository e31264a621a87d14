"""The inputs that an annotation stands for: a Hypothesis strategy, small values to try first, and words for the statement."""

from __future__ import annotations

import ast
import itertools
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from judge.errors import UsageError
from judge.package.new.signature import Signature

T = TypeVar("T")

_KNOWN: Final = "int, float, bool, str, bytes, None, list, tuple, dict, set, frozenset, Optional, Union, Literal, Any"
_DEEPEST: Final = 8
"""Levels of an annotation; a type alias that refers to itself has no end."""

_MOST_ELEMENTS: Final = 20
_MOST_ENTRIES: Final = 16
"""Of a set or a dict; more costs Hypothesis much time."""

_MOST_INSIDE: Final = 5
"""Of any collection that is inside of another."""

_MOST_CHARACTERS: Final = 20
_LONG: Final = 6
"""A length that few small values exceed; what Hypothesis generates comes in clusters, so on some seeds few are much longer."""

_SMALL_INTEGERS: Final = 61
_SMALL_TEXTS: Final = (
    *("", "a", "b", "ab", "ba", "aa", "A", "aba", " ", "a b", "abc", "Ab", "1", "12", "-1", "abca", "aab", "a,b"),
    "Hello, World!",
)
_SMALL_FLOATS: Final = (0.0, 1.0, -1.0, 0.5, 2.0, -2.5, 3.0, -0.5, 1.5, 10.0, 100.0, -100.0, 0.25)


@dataclass(frozen=True, slots=True)
class Bounds:
    """How far inputs go; narrower where a solution cannot take more.

    Attributes:
        least: The least number.
        most: The greatest number.
        least_size: Elements or characters that a list, a text and the like have at least.
    """

    least: int = -1000
    most: int = 1000
    least_size: int = 0


@dataclass(frozen=True, slots=True)
class Domain:
    """The inputs for one parameter.

    Attributes:
        strategy: Source of a Hypothesis strategy, where `st` is `hypothesis.strategies`.
        small: Values to try first, simple ones before others.
        words: What the values are, for a statement, such as "an `int` from 0 to 10".
        measure: An expression that makes an int or a float of a value, with `{x}` in place of its name.
        large: A condition that no small value meets, with `{x}`; empty where there are no larger ones.
        mutable: What empties a value of a type that a function can change, such as `{x}.clear()`; empty for other types.
        fractional: Whether `measure` gives floats.
    """

    strategy: str
    small: tuple[object, ...]
    words: str
    measure: str = "{x}"
    large: str = ""
    mutable: str = ""
    fractional: bool = False


def domains_of(signature: Signature, bounds: Bounds) -> tuple[Domain, ...]:
    """The domain of each parameter; a parameter without annotation takes ints.

    Raises:
        UsageError: An annotation is none of the types that inputs are known for.
    """
    domains = []
    for parameter in signature.parameters:
        try:
            domains.append(_Reader(bounds, signature.aliases).read(parameter.annotation))
        except _UnknownTypeError as error:
            raise UsageError(
                f"{signature.name}: parameter {parameter.name}: there are no inputs for the type {error}; "
                f"pass --signature with types made of {_KNOWN}"
            ) from error
    return tuple(domains)


def combine(domains: Sequence[Domain], most: int = 200) -> tuple[tuple[object, ...], ...]:
    """The small values that each parameter is to have, so that there are at most about `most` combinations of them."""
    longest = max(len(domain.small) for domain in domains)
    sizes = range(longest, 1, -1)
    fitting = (size for size in sizes if math.prod(min(size, len(domain.small)) for domain in domains) <= most)
    size = next(fitting, 2)
    return tuple(domain.small[:size] for domain in domains)


class _UnknownTypeError(Exception):
    """There are no inputs for this annotation."""


class _Reader:
    """Turns annotations into domains, within bounds."""

    def __init__(self, bounds: Bounds, aliases: Mapping[str, ast.expr]) -> None:
        self._bounds = bounds
        self._aliases = aliases
        self._depth = 0
        self._collections = 0

    def read(self, annotation: ast.expr | None) -> Domain:
        """The domain of an annotation; ints where there is none."""
        if annotation is None:
            return self._integers()
        if self._depth > _DEEPEST:
            raise _UnknownTypeError(f"{ast.unparse(annotation)}, which is nested too deeply")
        self._depth += 1
        try:
            return self._read(annotation)
        finally:
            self._depth -= 1

    def _read(self, annotation: ast.expr) -> Domain:  # noqa: PLR0911  # a case for each form of annotation
        match annotation:
            case ast.Constant(value=None):
                return Domain("st.none()", (None,), "`None`", measure="0")
            case ast.Constant(value=str(text)):
                try:
                    return self.read(ast.parse(text, mode="eval").body)
                except SyntaxError:
                    raise _UnknownTypeError(repr(text)) from None
            case ast.BinOp(left=left, op=ast.BitOr(), right=right):
                return self._union([left, right])
            case ast.Name(id=name) if name in self._aliases:
                return self.read(self._aliases[name])
            case ast.Name(id=name) | ast.Attribute(attr=name):
                return self._bare(name, annotation)
            case ast.Subscript(value=ast.Name(id=name) | ast.Attribute(attr=name), slice=ast.Tuple(elts=arguments)):
                return self._generic(name, arguments, annotation)
            case ast.Subscript(value=ast.Name(id=name) | ast.Attribute(attr=name), slice=argument):
                return self._generic(name, [argument], annotation)
        raise _UnknownTypeError(ast.unparse(annotation))

    def _read_inside(self, annotation: ast.expr) -> Domain:
        """The domain of what a collection holds."""
        self._collections += 1
        try:
            return self.read(annotation)
        finally:
            self._collections -= 1

    def _bare(self, name: str, annotation: ast.expr) -> Domain:
        simple: dict[str, Callable[[], Domain]] = {
            "int": self._integers,
            "Any": self._integers,
            "object": self._integers,
            "float": self._floats,
            "bool": lambda: Domain("st.booleans()", (False, True), "`True` or `False`"),
            "str": self._texts,
            "bytes": self._bytes,
            "None": lambda: self.read(ast.Constant(None)),
        }
        if name in simple:
            return simple[name]()
        integer = ast.Name("int")
        kind = builtin_kind(name)
        if kind == "dict":
            return self._generic(name, [ast.Name("str"), integer], annotation)
        return self._generic(name, [integer, ast.Constant(...)] if kind == "tuple" else [integer], annotation)

    def _generic(self, name: str, arguments: list[ast.expr], annotation: ast.expr) -> Domain:  # noqa: PLR0911  # as above
        match builtin_kind(name), arguments:
            case "Optional", [argument]:
                return self._union([argument, ast.Constant(None)])
            case "Union", [_, *_]:
                return self._union(arguments)
            case "Literal", [_, *_]:
                return self._literals(arguments, annotation)
            case "Annotated", [argument, *_]:
                return self.read(argument)
            case "tuple", [argument, ast.Constant(value=value)] if value is ...:
                return self._collection("tuple", self._read_inside(argument))
            case "tuple", [_, *_]:
                return self._fixed_tuple([self.read(argument) for argument in arguments])
            case ("list" | "set" | "frozenset") as kind, [argument]:
                return self._collection(kind, self._read_inside(argument))
            case "dict", [key, value]:
                return self._dict(self._read_inside(key), self._read_inside(value))
        raise _UnknownTypeError(ast.unparse(annotation))

    def _integers(self) -> Domain:
        least, most = self._bounds.least, self._bounds.most
        by_size = sorted(range(max(least, -_SMALL_INTEGERS), min(most, 2 * _SMALL_INTEGERS) + 1), key=abs)
        small = [number for number in by_size if number >= 0 or -number < _SMALL_INTEGERS // 2][: 2 * _SMALL_INTEGERS]
        return Domain(
            f"st.integers({least}, {most})",
            tuple(small),
            f"an `int` from {least} to {most}",
            large=f"abs({{x}}) > {most * 3 // 5}",
        )

    def _floats(self) -> Domain:
        least, most = self._bounds.least, self._bounds.most
        return Domain(
            f"st.floats({least}, {most})",
            tuple(number for number in _SMALL_FLOATS if least <= number <= most),
            f"a `float` from {least} to {most}",
            large=f"abs({{x}}) > {most * 3 // 5}",
            fractional=True,
        )

    def _texts(self) -> Domain:
        size = self._bounds.least_size
        return Domain(
            f"st.text(st.characters(min_codepoint=32, max_codepoint=126), {_sizes(size, _MOST_CHARACTERS)})",
            tuple(text for text in _SMALL_TEXTS if len(text) >= size),
            f"a `str` of {_count(size, _MOST_CHARACTERS)} printable ASCII characters",
            measure="len({x})",
            large=f"len({{x}}) > {_LONG}",
        )

    def _bytes(self) -> Domain:
        size = self._bounds.least_size
        return Domain(
            f"st.binary({_sizes(size, _MOST_CHARACTERS)})",
            tuple(text.encode() for text in _SMALL_TEXTS if len(text) >= size),
            f"a `bytes` object of {_count(size, _MOST_CHARACTERS)} bytes",
            measure="len({x})",
            large=f"len({{x}}) > {_LONG}",
        )

    def _collection(self, kind: str, element: Domain) -> Domain:
        size = self._bounds.least_size
        most = _MOST_INSIDE if self._collections else _MOST_ELEMENTS if kind in {"list", "tuple"} else _MOST_ENTRIES
        small: Sequence[Iterable[object]]
        if kind in {"set", "frozenset"}:
            _check_hashable(element)
            small = _distinct(frozenset(values) for values in _sequences(element.small[:_MOST_INSIDE], size))
            strategy = f"st.{kind}s({element.strategy}, {_sizes(size, most)})"
        else:
            small = [values[:most] for values in _sequences(element.small, size)]
            strategy = f"st.lists({element.strategy}, {_sizes(size, most)})"
        return Domain(
            f"{strategy}.map(tuple)" if kind == "tuple" else strategy,
            tuple(_BUILTINS[kind](values) for values in small),
            f"a `{kind}` of {_count(size, most)} elements, each {element.words}",
            measure="len({x})",
            large=f"len({{x}}) > {min(most // 2 + 1, _LONG)}",
            mutable="" if kind in {"tuple", "frozenset"} else "{x}.clear()",
        )

    def _fixed_tuple(self, elements: list[Domain]) -> Domain:
        values = combine(elements, 40)
        return Domain(
            f"st.tuples({', '.join(element.strategy for element in elements)})",
            tuple(itertools.product(*values)),
            f"a `tuple` of {len(elements)}: {', then '.join(element.words for element in elements)}",
            measure=" + ".join(
                element.measure.replace("{x}", f"{{x}}[{position}]") for position, element in enumerate(elements)
            ),
            large=" or ".join(
                element.large.replace("{x}", f"{{x}}[{position}]")
                for position, element in enumerate(elements)
                if element.large
            ),
            fractional=any(element.fractional for element in elements),
        )

    def _dict(self, key: Domain, value: Domain) -> Domain:
        _check_hashable(key)
        size, most = self._bounds.least_size, _MOST_INSIDE if self._collections else _MOST_ENTRIES
        keys, values = key.small[:3], value.small[:3]
        small: list[dict[object, object]] = [{}]
        small += [{one: each} for one in keys for each in values]
        small += [
            {one: first, other: second}
            for one, other in itertools.permutations(keys, 2)
            for first, second in itertools.product(values, repeat=2)
        ]
        return Domain(
            f"st.dictionaries({key.strategy}, {value.strategy}, {_sizes(size, most)})",
            tuple(entry for entry in small if len(entry) >= size),
            f"a `dict` of {_count(size, most)} entries, each from {key.words} to {value.words}",
            measure="len({x})",
            large="len({x}) > 2",
            mutable="{x}.clear()",
        )

    def _literals(self, arguments: list[ast.expr], annotation: ast.expr) -> Domain:
        try:
            values = tuple(ast.literal_eval(argument) for argument in arguments)
        except ValueError:
            raise _UnknownTypeError(ast.unparse(annotation)) from None
        listed = ", ".join(map(repr, values))
        are_numbers = all(type(value) is int for value in values)
        measure = "{x}" if are_numbers else f"[{listed}].index({{x}})"
        return Domain(f"st.sampled_from([{listed}])", values, f"one of `{listed}`", measure=measure)

    def _union(self, arguments: list[ast.expr]) -> Domain:
        members = [self.read(argument) for argument in arguments]
        small = [
            value
            for row in itertools.zip_longest(*(member.small for member in members), fillvalue=_Missing)
            for value in row
        ]
        joined = Domain(
            " | ".join(member.strategy for member in members),
            tuple(_distinct(value for value in small if value is not _Missing)),
            ", or ".join(member.words for member in members),
            measure="len(str({x}))",
        )
        match members:
            case [member, Domain(small=(None,))] | [Domain(small=(None,)), member]:
                return replace(
                    joined,
                    measure=f"(0 if {{x}} is None else {member.measure})",
                    large=f"{{x}} is not None and {member.large}" if member.large else "",
                    mutable=f"{{x}} and {member.mutable}" if member.mutable else "",
                    fractional=member.fractional,
                )
        return joined


class _Missing:
    """Marks where a union's member has no further value."""


_BUILTINS: Final[dict[str, Callable[[Iterable[object]], object]]] = {
    "list": list,
    "tuple": tuple,
    "set": set,
    "frozenset": frozenset,
}

_KINDS: Final = {
    **dict.fromkeys(("list", "List", "Sequence", "MutableSequence", "Iterable", "Collection"), "list"),
    **dict.fromkeys(("dict", "Dict", "Mapping", "MutableMapping"), "dict"),
    **dict.fromkeys(("tuple", "Tuple"), "tuple"),
    **dict.fromkeys(("set", "Set", "AbstractSet", "MutableSet"), "set"),
    **dict.fromkeys(("frozenset", "FrozenSet"), "frozenset"),
}
"""The builtin type whose values are passed for a generic type of whatever library."""


def builtin_kind(name: str) -> str:
    """The builtin collection that stands for a generic type, such as list for Sequence; the name itself for other types."""
    return _KINDS.get(name, name)


def _check_hashable(element: Domain) -> None:
    try:
        hash(element.small[0])
    except TypeError:
        raise _UnknownTypeError(f"of a set or a key that is {element.words}") from None


def _sequences(elements: Sequence[object], least_size: int) -> Iterable[tuple[object, ...]]:
    """Short sequences of a few values, in order of length, and one that is longer."""
    few = {0: 1, 1: 8, 2: 4, 3: 3}
    for size, choice in few.items():
        if size >= least_size:
            yield from itertools.product(elements[:choice], repeat=size)
    yield tuple(elements[position % len(elements)] for position in (4, 2, 0, 3, 1, 2))


def _distinct(values: Iterable[T]) -> list[T]:
    """Values without repetitions, where `1`, `1.0` and `True` are three values."""
    found: dict[str, T] = {}
    for value in values:
        key = repr(sorted(map(repr, value))) if isinstance(value, set | frozenset) else repr(value)
        found.setdefault(key, value)
    return list(found.values())


def _sizes(least: int, most: int) -> str:
    return f"min_size={least}, max_size={most}" if least else f"max_size={most}"


def _count(least: int, most: int) -> str:
    return f"{least} to {most}" if least else f"at most {most}"
