"""Encode plain Python values as bytes and back, exactly, safely for the reader and without recursion.

A value is a tree. It is written level by level: first the root, then all children of the root, then all their children.
Within a level the *kind* of every node comes first (one byte each, or a single byte where all are alike), then one column
per kind: all ints of the level as one packed array, all floats as another, the lengths of all lists, and so on. So the work
in Python grows with the number of levels, not of nodes, and long lists move at the speed of the `array` module.

What keeps its exact type: None, bool, int of any size, float (nan, infinities and signed zeros bit by bit), complex, str
(lone surrogates too), bytes, list, tuple, dict (any hashable keys made of these), set, frozenset, numpy arrays and scalars of
plain dtypes. An instance of a subclass of one of the builtin types is written as that builtin type. Anything else is written
as an `Opaque`, which remembers the name of its type and equals nothing.

Trust: `decode` is given bytes that a submission controls. It looks up no class and runs no code by name, checks every count
against the bytes that are really there before it spends memory on them, and raises `MalformedValueError` for anything that
`encode` would not write. It never recurses. See `docs/adr/0002-own-codec.md` for the figures beside CBOR and MessagePack.
"""

from __future__ import annotations

import sys
from array import array
from itertools import chain, islice

TYPE_CHECKING = False  # not imported from `typing`: the worker starts 5 ms sooner without it
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any, Final, NoReturn

MAX_DEPTH: Final = 256
"""Levels a value may have; low enough that comparing two such values cannot exhaust the interpreter's stack."""

MAX_CONTAINERS: Final = 1_000_000
"""Lists, tuples, dicts and sets in one value: they need the most memory (up to 216 bytes) for the fewest bytes (5)."""

_MAX_ARRAY_DIMENSIONS: Final = 32
_COLLISIONS_ALLOWED: Final = 1_000
_ITEM_BYTES: Final = 8
_LENGTH: Final = "I"

# Kinds. A lower-case letter is a leaf, an upper-case letter a container whose children stand in the next level.
_NONE, _BOOL, _INT, _BIG, _FLOAT, _COMPLEX, _STR, _BYTES, _NUMBER, _ARRAY, _OPAQUE = b"nbijdcsyxao"
_LIST, _TUPLE, _DICT, _SET, _FROZENSET = b"LTDSF"
_LEAVES: Final = bytes([_NONE, _BOOL, _INT, _BIG, _FLOAT, _COMPLEX, _STR, _BYTES, _NUMBER, _ARRAY, _OPAQUE])
_CONTAINERS: Final = bytes([_LIST, _TUPLE, _DICT, _SET, _FROZENSET])
_MIXED: Final = 0

_KIND_OF_TYPE: Final[dict[type, int]] = {
    type(None): _NONE,
    bool: _BOOL,
    int: _INT,
    float: _FLOAT,
    complex: _COMPLEX,
    str: _STR,
    bytes: _BYTES,
    list: _LIST,
    tuple: _TUPLE,
    dict: _DICT,
    set: _SET,
    frozenset: _FROZENSET,
}


class CodecError(Exception):
    """A value cannot be written, or bytes cannot be read."""


class ValueTooLargeError(CodecError):
    """The value needs more bytes, levels or containers than allowed."""


class MalformedValueError(CodecError):
    """The bytes are not what `encode` writes."""


class Opaque:
    """Stands for a value that is not plain data; equal to nothing, not even to itself.

    Attributes:
        type_name: The name of the value's type, a text the sender controls.
    """

    __slots__ = ("type_name",)
    __hash__ = None  # type: ignore[assignment]  # what equals nothing belongs in no set

    def __init__(self, type_name: str) -> None:
        self.type_name = type_name

    def __eq__(self, other: object) -> bool:
        return False

    def __repr__(self) -> str:
        return f"<{self.type_name} object>"


def encode(value: object, *, max_bytes: int = 1 << 62) -> bytes:
    """Write a value.

    Args:
        value: Any object; what is not plain data is written as `Opaque`.
        max_bytes: The most bytes that the result may have.

    Raises:
        ValueTooLargeError: The result would be larger than `max_bytes`, deeper than `MAX_DEPTH` (a cycle is) or hold more
            than `MAX_CONTAINERS` containers.
    """
    parts: list[bytes] = []
    size = containers = 0
    level: list[Any] = [value]
    for _ in range(MAX_DEPTH):
        written = len(parts)
        level, added = _encode_level(level, parts)
        containers += added
        size += sum(map(len, islice(parts, written, None)))
        # Every node of the next level takes at least one byte: stop before a shared sub-list unfolds without end.
        if size + len(level) > max_bytes:
            raise ValueTooLargeError(f"the value needs more than {max_bytes:,} bytes")
        if containers > MAX_CONTAINERS:
            raise ValueTooLargeError(f"the value holds more than {MAX_CONTAINERS:,} lists, tuples, dicts and sets")
        if not level:
            return b"".join(parts)
    raise ValueTooLargeError(f"the value is nested deeper than {MAX_DEPTH} levels")


def _encode_level(level: list[Any], parts: list[bytes]) -> tuple[list[Any], int]:
    """Append one level's bytes to `parts`; return the next level's nodes and the number of containers in this one."""
    types = set(map(type, level))
    if len(types) == 1:
        kind = _KIND_OF_TYPE.get(types.pop())
        if kind == _INT:
            try:
                column = array("q", level)
            except OverflowError:
                kind = None
            else:
                parts += bytes([_INT]), column.tobytes()
                return [], 0
        if kind is not None and kind != _NONE:
            parts.append(bytes([kind]))
            if kind in _CONTAINERS:
                return _encode_containers(kind, level, parts), len(level)
            _WRITERS[kind](level, parts)
            return [], 0
    kinds, level = _classify(level)
    parts += bytes([_MIXED]), kinds
    for kind in _LEAVES:
        if kind != _NONE and kind in kinds:
            _WRITERS[kind]([node for node, its in zip(level, kinds, strict=True) if its == kind], parts)
    children: list[Any] = []
    containers = 0
    for kind in _CONTAINERS:
        if kind in kinds:
            nodes = [node for node, its in zip(level, kinds, strict=True) if its == kind]
            containers += len(nodes)
            children += _encode_containers(kind, nodes, parts)
    return children, containers


def _classify(level: list[Any]) -> tuple[bytes, list[Any]]:
    """Give every node its kind; replace what is no plain value by what stands for it."""
    try:
        kinds = bytearray(map(_KIND_OF_TYPE.__getitem__, map(type, level)))
    except KeyError:
        pairs = [_plain(node) for node in level]
        kinds = bytearray(kind for kind, _ in pairs)
        level = [node for _, node in pairs]
    if _INT in kinds:
        for index, (kind, node) in enumerate(zip(kinds, level, strict=True)):
            if kind == _INT and not -0x8000_0000_0000_0000 <= node <= 0x7FFF_FFFF_FFFF_FFFF:
                kinds[index] = _BIG
    return bytes(kinds), level


# How an instance of a subclass gives up its builtin content without running any code of the subclass.
_BUILTIN_CONTENT: Final[tuple[tuple[type, Callable[[Any], Any]], ...]] = (
    (int, int.__pos__),
    (float, float.__pos__),
    (complex, complex.__pos__),
    (str, str.__str__),
    (bytes, lambda value: bytes.__getitem__(value, slice(None))),
    (list, lambda value: list.__getitem__(value, slice(None))),
    (tuple, lambda value: tuple.__getitem__(value, slice(None))),
    (dict, lambda value: dict(dict.items(value))),
    (set, lambda value: set.__or__(value, frozenset())),
    (frozenset, lambda value: frozenset.__or__(value, frozenset())),
)


def _plain(value: object) -> tuple[int, object]:
    kind = _KIND_OF_TYPE.get(type(value))
    if kind is not None:
        return kind, value
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        is_array = type(value) is numpy.ndarray
        if (is_array or isinstance(value, numpy.generic)) and _is_plain_dtype(value.dtype.str):  # type: ignore[attr-defined]
            return (_ARRAY if is_array else _NUMBER), value
    for base, content in _BUILTIN_CONTENT:
        if isinstance(value, base):
            plain = content(value)
            return (_KIND_OF_TYPE[base], plain) if type(plain) is base else (_OPAQUE, value)
    return _OPAQUE, value


def _is_plain_dtype(name: str) -> bool:
    """Whether a dtype's name, such as `<f8`, says a byte order, a kind of plain value and a size, and nothing more."""
    return len(name) > 2 and name[0] in "<>|=" and name[1] in "biufcSU" and name[2:].isascii() and name[2:].isdigit()  # noqa: PLR2004


def _encode_containers(kind: int, nodes: list[Any], parts: list[bytes]) -> list[Any]:
    parts.append(array(_LENGTH, map(len, nodes)).tobytes())
    if kind == _DICT:
        return list(chain.from_iterable(chain(node, node.values()) for node in nodes))
    return list(chain.from_iterable(nodes))


def _write_bools(nodes: list[Any], parts: list[bytes]) -> None:
    parts.append(bytes(nodes))


def _write_ints(nodes: list[Any], parts: list[bytes]) -> None:
    parts.append(array("q", nodes).tobytes())


def _write_floats(nodes: list[Any], parts: list[bytes]) -> None:
    parts.append(array("d", nodes).tobytes())


def _write_complexes(nodes: list[Any], parts: list[bytes]) -> None:
    parts.append(array("d", chain.from_iterable((node.real, node.imag) for node in nodes)).tobytes())


def _write_blobs(nodes: list[Any], parts: list[bytes]) -> None:
    parts.append(array(_LENGTH, map(len, nodes)).tobytes())
    parts += nodes


def _write_bigs(nodes: list[Any], parts: list[bytes]) -> None:
    _write_blobs([node.to_bytes(node.bit_length() // 8 + 1, "little", signed=True) for node in nodes], parts)


def _write_strings(nodes: list[Any], parts: list[bytes]) -> None:
    text = "".join(nodes).encode("utf-8", "surrogatepass")
    parts += array(_LENGTH, map(len, nodes)).tobytes(), array("Q", [len(text)]).tobytes(), text


def _write_arrays(nodes: list[Any], parts: list[bytes]) -> None:
    for node in nodes:
        dtype = node.dtype.str.encode("ascii")
        content = node.tobytes()
        parts += bytes([len(dtype), node.ndim]), dtype, array("Q", [*node.shape, len(content)]).tobytes(), content


def _write_opaques(nodes: list[Any], parts: list[bytes]) -> None:
    _write_strings([_type_name(node) for node in nodes], parts)


def _type_name(value: object) -> str:
    if type(value) is Opaque:
        return value.type_name
    kind = type(value)
    try:
        names = type.__dict__["__module__"].__get__(kind), type.__dict__["__qualname__"].__get__(kind)
    except AttributeError:
        return "object"
    module, name = (part if type(part) is str else "?" for part in names)
    return (name if module == "builtins" else f"{module}.{name}")[:200]


_WRITERS: Final[dict[int, Callable[[list[Any], list[bytes]], None]]] = {
    _BOOL: _write_bools,
    _INT: _write_ints,
    _BIG: _write_bigs,
    _FLOAT: _write_floats,
    _COMPLEX: _write_complexes,
    _STR: _write_strings,
    _BYTES: _write_blobs,
    _NUMBER: _write_arrays,
    _ARRAY: _write_arrays,
    _OPAQUE: _write_opaques,
}


def _malformed(what: str) -> NoReturn:
    raise MalformedValueError(what)


class _Reader:
    """A cursor over the bytes that refuses to go past their end."""

    __slots__ = ("data", "position")

    def __init__(self, data: bytes) -> None:
        self.data = memoryview(data)
        self.position = 0

    def take(self, size: int) -> memoryview:
        end = self.position + size
        if end > len(self.data):
            _malformed(f"{size:,} bytes announced, {len(self.data) - self.position:,} left")
        taken = self.data[self.position : end]
        self.position = end
        return taken

    def byte(self) -> int:
        return self.take(1)[0]

    def column(self, typecode: str, count: int) -> array[Any]:
        column = array(typecode)
        column.frombytes(self.take(count * column.itemsize))
        return column


def decode(data: bytes) -> Any:  # noqa: ANN401  # any plain value
    """Read a value that `encode` wrote.

    Args:
        data: Exactly the bytes of one value. May come from a submission.

    Raises:
        MalformedValueError: The bytes are not what `encode` writes.
    """
    reader = _Reader(data)
    levels: list[_Level] = []
    count = 1
    containers = 0
    while count:
        if len(levels) == MAX_DEPTH:
            _malformed(f"more than {MAX_DEPTH} levels")
        # Every node takes at least one byte, so this bounds what the level may make us allocate.
        if count > len(data) - reader.position:
            _malformed(f"{count:,} nodes announced, {len(data) - reader.position:,} bytes left")
        level = _Level(reader, count)
        levels.append(level)
        containers += level.containers
        if containers > MAX_CONTAINERS:
            _malformed(f"more than {MAX_CONTAINERS:,} containers")
        count = level.children
    if reader.position != len(data):
        _malformed(f"{len(data) - reader.position:,} bytes after the value")
    nodes: list[Any] = []
    for level in reversed(levels):
        nodes = level.build(nodes)
    return nodes[0]


class _Level:
    """One level as read: its kinds, its leaves ready, its containers' lengths still waiting for the level below."""

    __slots__ = ("children", "columns", "containers", "kinds")

    def __init__(self, reader: _Reader, count: int) -> None:
        first = reader.byte()
        if first == _MIXED:
            self.kinds = bytes(reader.take(count))
            counts = {kind: self.kinds.count(kind) for kind in set(self.kinds)}
        elif first == _NONE:
            _malformed("a level of nothing but None written as uniform")
        else:
            self.kinds = bytes([first])
            counts = {first: count}
        self.columns: dict[int, list[Any]] = {}
        self.containers = self.children = 0
        for kind in _LEAVES:
            if kind in counts:
                self.columns[kind] = _READERS[kind](reader, counts.pop(kind))
        for kind in _CONTAINERS:
            if kind in counts:
                lengths = reader.column(_LENGTH, counts[kind]).tolist()
                self.columns[kind] = lengths
                self.containers += counts.pop(kind)
                self.children += sum(lengths) * (2 if kind == _DICT else 1)
        if counts:
            _malformed(f"unknown kinds {bytes(counts)!r}")

    def build(self, children: list[Any]) -> list[Any]:
        """The level's values, given those of the level below."""
        if self.containers:
            source = iter(children)
            for kind in _CONTAINERS:
                if kind in self.columns:
                    self.columns[kind] = _BUILDERS[kind](self.columns[kind], source)
        if len(self.columns) == 1:
            return next(iter(self.columns.values()))
        sources = {kind: iter(column) for kind, column in self.columns.items()}
        return list(map(next, map(sources.__getitem__, self.kinds)))


def _read_nones(_: _Reader, count: int) -> list[Any]:
    return [None] * count


def _read_bools(reader: _Reader, count: int) -> list[Any]:
    try:
        return list(map((False, True).__getitem__, reader.take(count)))
    except IndexError:
        _malformed("a bool that is neither 0 nor 1")


def _read_ints(reader: _Reader, count: int) -> list[Any]:
    return reader.column("q", count).tolist()


def _read_floats(reader: _Reader, count: int) -> list[Any]:
    return reader.column("d", count).tolist()


def _read_complexes(reader: _Reader, count: int) -> list[Any]:
    halves = iter(reader.column("d", 2 * count))
    return list(map(complex, halves, halves))


def _read_blobs(reader: _Reader, count: int) -> list[Any]:
    return [bytes(reader.take(length)) for length in reader.column(_LENGTH, count)]


def _read_bigs(reader: _Reader, count: int) -> list[Any]:
    return [int.from_bytes(blob, "little", signed=True) for blob in _read_blobs(reader, count)]


def _read_strings(reader: _Reader, count: int) -> list[Any]:
    lengths = reader.column(_LENGTH, count)
    (size,) = reader.column("Q", 1)
    try:
        text = str(reader.take(size), "utf-8", "surrogatepass")
    except UnicodeDecodeError:
        _malformed("text that is not UTF-8")
    if sum(lengths) != len(text):
        _malformed("lengths of strings that do not add up to their text")
    if count == 1:
        return [text]
    end = 0
    return [text[end : (end := end + length)] for length in lengths]


def _read_arrays(reader: _Reader, count: int) -> list[Any]:
    import numpy  # noqa: ICN001, PLC0415  # only a submission that uses numpy makes the judge load it

    arrays = []
    for _ in range(count):
        name_size, dimensions = reader.take(2)
        name = str(reader.take(name_size), "ascii", "replace")
        if dimensions > _MAX_ARRAY_DIMENSIONS or not _is_plain_dtype(name):
            _malformed(f"an array of {dimensions} dimensions and dtype {name!r}")
        *shape, size = reader.column("Q", dimensions + 1)
        content = reader.take(size)
        try:
            # `bytearray` makes the array writable and the judge's own.
            arrays.append(numpy.ndarray(shape, numpy.dtype(name), bytearray(content)))
            exact = arrays[-1].nbytes == size
        except (TypeError, ValueError, OverflowError, MemoryError):
            exact = False
        if not exact:
            _malformed(f"an array whose shape {shape} and dtype {name!r} do not fit its {size:,} bytes")
    return arrays


def _read_numbers(reader: _Reader, count: int) -> list[Any]:
    arrays = _read_arrays(reader, count)
    if any(node.ndim for node in arrays):
        _malformed("a numpy scalar with dimensions")
    return [node[()] for node in arrays]


def _read_opaques(reader: _Reader, count: int) -> list[Any]:
    return list(map(Opaque, _read_strings(reader, count)))


_READERS: Final[dict[int, Callable[[_Reader, int], list[Any]]]] = {
    _NONE: _read_nones,
    _BOOL: _read_bools,
    _INT: _read_ints,
    _BIG: _read_bigs,
    _FLOAT: _read_floats,
    _COMPLEX: _read_complexes,
    _STR: _read_strings,
    _BYTES: _read_blobs,
    _NUMBER: _read_numbers,
    _ARRAY: _read_arrays,
    _OPAQUE: _read_opaques,
}


def _build_lists(lengths: list[int], source: Iterator[Any]) -> list[Any]:
    return [list(islice(source, length)) for length in lengths]


def _build_tuples(lengths: list[int], source: Iterator[Any]) -> list[Any]:
    return [tuple(islice(source, length)) for length in lengths]


def _build_sets(lengths: list[int], source: Iterator[Any]) -> list[Any]:
    return [set(_distinct(list(islice(source, length)))) for length in lengths]


def _build_frozensets(lengths: list[int], source: Iterator[Any]) -> list[Any]:
    return [frozenset(_distinct(list(islice(source, length)))) for length in lengths]


def _build_dicts(lengths: list[int], source: Iterator[Any]) -> list[Any]:
    return [dict(zip(_distinct(list(islice(source, n))), islice(source, n), strict=True)) for n in lengths]


def _distinct(keys: list[Any]) -> list[Any]:
    """Check that keys are hashable, different, and not chosen to collide: 100,000 colliding ints take minutes to insert."""
    try:
        hashes = len(set(map(hash, keys)))
        if len(keys) - hashes > _COLLISIONS_ALLOWED:
            _malformed(f"{len(keys):,} keys with only {hashes:,} different hashes")
        if len(set(keys)) != len(keys):
            _malformed("equal keys in one set or dict")
    except TypeError:
        _malformed("an unhashable key")
    return keys


_BUILDERS: Final[dict[int, Callable[[list[int], Iterator[Any]], list[Any]]]] = {
    _LIST: _build_lists,
    _TUPLE: _build_tuples,
    _DICT: _build_dicts,
    _SET: _build_sets,
    _FROZENSET: _build_frozensets,
}
