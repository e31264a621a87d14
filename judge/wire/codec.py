"""Encode plain Python values as bytes and back, exactly, safely for the reader and without recursion.

A value is a tree. It is written level by level: first the root, then all children of the root, then all their children.
Within a level the *kind* of every node comes first (one byte each, or a single byte where all are alike), then one column
per kind: all ints of the level as one packed array, all floats as another, the lengths of all lists, and so on. So the work
in Python grows with the number of levels, not of nodes, and long lists move at the speed of the `array` module.

What keeps its exact type: None, bool, int of any size, float (nan, infinities and signed zeros bit by bit), complex, str
(lone surrogates too), bytes, list, tuple, dict (any hashable keys made of these), set, frozenset, numpy arrays and scalars of
plain dtypes. An instance of a subclass of one of the builtin types is written as that builtin type. Anything else is written
as an `Opaque`, which remembers the name of its type and equals nothing. Writing runs no code of the values' own classes.

Trust: `decode` is given bytes that a submission controls. It looks up no class and runs no code by name, checks every count
against the bytes that are really there, and the memory that the value will take against a bound, before it spends any, and
raises `MalformedValueError` for anything else than what `encode` writes. It never recurses. See
`docs/adr/0002-own-codec.md` for the figures beside CBOR and MessagePack.
"""

from __future__ import annotations

import math
import sys
import time
from array import array
from itertools import chain, compress, islice, repeat
from operator import is_

TYPE_CHECKING = False  # not imported from `typing`: the worker starts 5 ms sooner without it
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any, Final, Literal, NoReturn

MAX_DEPTH: Final = 256
"""Levels a value may have; low enough that comparing two such values cannot exhaust the interpreter's stack."""

MAX_MEMORY_BYTES: Final = 512 << 20
"""Memory that the objects of one value may take, by the estimates below; text and other contents come on top, as they are."""

_MAX_ARRAY_DIMENSIONS: Final = 32
_MAX_EMPTY_SHAPE: Final = 1 << 20
"""Rows that an array without a single element may have: they cost it nothing, and everybody who goes through them much."""

_MAX_TYPE_NAME: Final = 200
_MAX_CODE_POINT: Final = 0x10FFFF
_TWO_TO_63: Final = 1 << 63
_LENGTH: Final = "I"
_LENGTH_BYTES: Final = array(_LENGTH).itemsize

# Kinds. A lower-case letter is a leaf, an upper-case letter a container whose children stand in the next level.
_NONE, _BOOL, _INT, _BIG, _FLOAT, _COMPLEX, _STR, _BYTES, _OPAQUE = b"nbijdcsyo"
_NUMPY_NUMBER, _NUMPY_STR, _NUMPY_BYTES, _NUMPY_ARRAY = b"xuea"
_LIST, _TUPLE, _DICT, _SET, _FROZENSET = b"LTDSF"
_CONTAINERS: Final = bytes(sorted([_LIST, _TUPLE, _DICT, _SET, _FROZENSET]))
_MIXED: Final = 0

_NODE_BYTES: Final = {
    _NONE: 16,
    _BOOL: 16,
    _INT: 48,
    _BIG: 64,
    _FLOAT: 40,
    _COMPLEX: 48,
    _STR: 96,
    _BYTES: 64,
    _OPAQUE: 200,
    _NUMPY_NUMBER: 56,
    _NUMPY_STR: 250,
    _NUMPY_BYTES: 150,
    _NUMPY_ARRAY: 400,
    _LIST: 80,
    _TUPLE: 80,
    _DICT: 250,
    _SET: 250,
    _FROZENSET: 250,
}
"""About the most memory one decoded node takes, with the places that refer to it."""

_KINDS: Final = bytes(sorted(_NODE_BYTES))
"""All kinds, in the order in which a level's columns stand."""

_CHILD_BYTES: Final = {_LIST: 0, _TUPLE: 0, _DICT: 50, _SET: 100, _FROZENSET: 100}
"""What a container's hash table takes for each child."""

_KEY_SECONDS: Final = 1.0
_KEY_SECONDS_PER_BYTE: Final = 1e-7
_KEYS_AT_ONCE: Final = 128

_BUILTIN_TYPES: Final[dict[type, int]] = {
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
# By identity: comparing or hashing a class is code of its metaclass.
_KIND_OF_TYPE: Final = {id(kind): code for kind, code in _BUILTIN_TYPES.items()}

_NUMBER_CODES: Final = "?bhilqBHILQefdFD"
"""numpy's one-letter codes of its boolean and numeric types, but those of extended precision: they hold unused bytes."""

_NUMBER_DTYPES: Final = frozenset(["b1", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8", "c8", "c16"])


class CodecError(Exception):
    """A value cannot be written, or bytes cannot be read."""


class ValueTooLargeError(CodecError):
    """The value needs more bytes, levels or memory than allowed."""


class MalformedValueError(CodecError):
    """The bytes are not what `encode` writes."""


class Opaque:
    """Stands for a value that is not plain data; equal to nothing, not even to itself.

    Its hash is its identity, so that a dict or set with such a key still arrives, and has no key that anybody else has.

    Attributes:
        type_name: The name of the value's type, a text the sender controls.
    """

    __slots__ = ("type_name",)
    __hash__ = object.__hash__

    def __init__(self, type_name: str) -> None:
        self.type_name = type_name

    def __eq__(self, other: object) -> bool:
        return False

    def __repr__(self) -> str:
        name = "".join(letter if letter.isprintable() else "?" for letter in self.type_name)
        return f"<{name} object>"


def encode(value: object, *, max_bytes: int = 1 << 62) -> bytes:
    """Write a value.

    Args:
        value: Any object; what is not plain data is written as `Opaque`.
        max_bytes: The most bytes that the result may have.

    Raises:
        ValueTooLargeError: The result would be larger than `max_bytes`, deeper than `MAX_DEPTH` (a cycle is) or take more
            than `MAX_MEMORY_BYTES` to read.
    """
    writer = _Writer(max_bytes)
    level: list[Any] = [value]
    for _ in range(MAX_DEPTH):
        level = writer.write_level(level)
        if not level:
            return b"".join(writer.parts)
    raise ValueTooLargeError(f"the value is nested deeper than {MAX_DEPTH} levels")


class _Writer:
    """The parts written so far, and how many bytes and how much of the reader's memory are left.

    Both are checked before anything is built, since what a shared sub-list unfolds to may be without bounds.
    """

    __slots__ = ("memory", "parts", "room", "size")

    def __init__(self, size: int) -> None:
        self.parts: list[bytes] = []
        self.size = self.room = size
        self.memory = MAX_MEMORY_BYTES

    def reserve(self, size: int) -> None:
        """Take bytes that are about to be written from what is left."""
        self.room -= size
        if self.room < 0:
            raise ValueTooLargeError(f"the value needs more than {self.size:,} bytes")

    def reserve_memory(self, size: int) -> None:
        """Take memory that the reader will need from what is left."""
        self.memory -= size
        if self.memory < 0:
            raise ValueTooLargeError(f"the value takes more than {MAX_MEMORY_BYTES >> 20:,} MiB of memory")

    def write_level(self, level: list[Any]) -> list[Any]:
        """Write one level and return the nodes of the next."""
        first = type(level[0])
        if all(map(is_, map(type, level), repeat(first))):
            kind = _KIND_OF_TYPE.get(id(first))
            if kind == _INT:
                try:
                    column = array("q", level)
                except OverflowError:
                    kind = None
                else:
                    self.reserve(1 + 8 * len(level))
                    self.reserve_memory(_NODE_BYTES[_INT] * len(level))
                    self.parts += b"i", column.tobytes()
                    return []
            if kind is not None and kind != _NONE:
                self.reserve(1)
                self.parts.append(bytes([kind]))
                return self._write_column(kind, level)
        kinds, level = _classify(level)
        self.reserve(1 + len(kinds))
        self.parts += bytes([_MIXED]), kinds
        children: list[Any] = []
        for kind in sorted(set(kinds)):
            children += self._write_column(kind, list(compress(level, map(kind.__eq__, kinds))))
        return children

    def _write_column(self, kind: int, nodes: list[Any]) -> list[Any]:
        """Write all nodes of one kind in a level; return their children."""
        self.reserve_memory(_NODE_BYTES[kind] * len(nodes))
        if kind not in _CONTAINERS:
            _WRITERS[kind](self, nodes)
            return []
        self._write_lengths(nodes)
        count = sum(map(len, nodes)) * (2 if kind == _DICT else 1)
        # Every child will take at least a byte, and at least the memory of a None.
        self.reserve(count)
        self.room += count
        self.reserve_memory((_CHILD_BYTES[kind] + _NODE_BYTES[_NONE]) * count)
        self.memory += _NODE_BYTES[_NONE] * count
        if kind == _DICT:
            return list(chain.from_iterable(chain(node, node.values()) for node in nodes))
        return list(chain.from_iterable(nodes))

    def _write_lengths(self, nodes: list[Any]) -> None:
        self.reserve(_LENGTH_BYTES * len(nodes))
        self.parts.append(array(_LENGTH, map(len, nodes)).tobytes())

    def write_nones(self, nodes: list[None]) -> None:
        """Write nothing: the kind says it all."""

    def write_bools(self, nodes: list[bool]) -> None:
        """Write a byte each."""
        self.reserve(len(nodes))
        self.parts.append(bytes(nodes))

    def write_ints(self, nodes: list[int]) -> None:
        """Write ints of at most 64 bits."""
        self.reserve(8 * len(nodes))
        self.parts.append(array("q", nodes).tobytes())

    def write_floats(self, nodes: list[float]) -> None:
        """Write doubles."""
        self.reserve(8 * len(nodes))
        self.parts.append(array("d", nodes).tobytes())

    def write_complexes(self, nodes: list[complex]) -> None:
        """Write two doubles each."""
        self.write_floats(list(chain.from_iterable((node.real, node.imag) for node in nodes)))

    def write_blobs(self, nodes: list[bytes]) -> None:
        """Write the lengths, then the contents."""
        self._write_lengths(nodes)
        self.reserve(sum(map(len, nodes)))
        self.parts += nodes

    def write_bigs(self, nodes: list[int]) -> None:
        """Write ints of any size."""
        sizes = [node.bit_length() // 8 + 1 for node in nodes]
        self.reserve(sum(sizes))
        self.room += sum(sizes)
        self.write_blobs([node.to_bytes(size, "little", signed=True) for node, size in zip(nodes, sizes, strict=True)])

    def write_strings(self, nodes: list[str]) -> None:
        """Write the lengths in characters, then all texts as one."""
        self._write_lengths(nodes)
        characters = sum(map(len, nodes))
        self.reserve(8 + characters)
        text = "".join(nodes).encode("utf-8", "surrogatepass")
        self.reserve(len(text) - characters)
        self.parts += len(text).to_bytes(8, "little"), text

    def write_opaques(self, nodes: list[object]) -> None:
        """Write the names of the types."""
        self.write_strings([node.type_name if type(node) is Opaque else type_name(type(node)) for node in nodes])

    def write_numpy_numbers(self, nodes: list[Any]) -> None:
        """Write which numeric types there are, which each node has, and the numbers of each type."""
        import numpy  # noqa: ICN001, PLC0415  # there are nodes, so it is loaded

        codes = "".join([_numpy_scalars()[id(type(node))] for node in nodes])
        present = sorted(set(codes))
        self.reserve(1 + len(present) + (len(nodes) if len(present) > 1 else 0))
        self.parts.append(bytes([len(present)]) + "".join(present).encode("ascii"))
        if len(present) > 1:
            self.parts.append(codes.encode("ascii"))
        for code in present:
            column = numpy.array(list(compress(nodes, map(code.__eq__, codes))), dtype=code)
            self.reserve(column.nbytes)
            self.parts.append(column.tobytes())

    def write_numpy_arrays(self, nodes: list[Any]) -> None:
        """Write dtype, shape and content of each."""
        for node in nodes:
            if not node.size and not _is_modest(node.shape):
                raise ValueTooLargeError(f"an array without elements has the shape {node.shape}")
            dtype = node.dtype.str.encode("ascii")
            self.reserve(2 + len(dtype) + 8 * (node.ndim + 1) + node.nbytes)
            self.parts += bytes([len(dtype), node.ndim]), dtype, array("Q", [*node.shape, node.nbytes]).tobytes()
            self.parts.append(node.tobytes())


def _is_modest(shape: tuple[int, ...] | list[int]) -> bool:
    return math.prod(filter(None, shape)) <= _MAX_EMPTY_SHAPE


def _classify(level: list[Any]) -> tuple[bytes, list[Any]]:
    """Give every node its kind; replace what is no plain value by what stands for it."""
    try:
        kinds = bytearray(map(_KIND_OF_TYPE.__getitem__, map(id, map(type, level))))
    except KeyError:
        pairs = [_plain(node) for node in level]
        kinds = bytearray(kind for kind, _ in pairs)
        level = [node for _, node in pairs]
    if _INT in kinds:
        try:
            array("q", compress(level, map(_INT.__eq__, kinds)))
        except OverflowError:
            for index, (kind, node) in enumerate(zip(kinds, level, strict=True)):
                if kind == _INT and not -_TWO_TO_63 <= node < _TWO_TO_63:
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
    (dict, dict.copy),
    (set, set.copy),
    (frozenset, frozenset.copy),
)


def _plain(value: object) -> tuple[int, object]:
    own = type(value)
    kind = _KIND_OF_TYPE.get(id(own)) or _known_kind(own, value)
    if kind is not None:
        return kind, value
    for base, content in _BUILTIN_CONTENT:
        # Not `isinstance`: that would ask the value for its `__class__`.
        if issubclass(own, base):
            return _BUILTIN_TYPES[base], content(value)
    return _OPAQUE, value


def _known_kind(own: type, value: Any) -> int | None:  # noqa: ANN401  # any object
    """The kind of a value whose exact type is one of those outside the builtins that are written."""
    collections = sys.modules.get("collections")
    if collections is not None and own is collections.OrderedDict:
        return _DICT  # as a copy, which any other subclass of dict becomes, it would lose its order
    numpy = sys.modules.get("numpy")
    if numpy is None:
        return None
    if own is numpy.ndarray:
        return _NUMPY_ARRAY if _is_plain_dtype(value.dtype.str) else _OPAQUE
    if id(own) in _numpy_scalars():
        return _NUMPY_NUMBER
    return {id(numpy.str_): _NUMPY_STR, id(numpy.bytes_): _NUMPY_BYTES}.get(id(own))


_numpy_scalar_codes: dict[int, str] = {}


def _numpy_scalars() -> dict[int, str]:
    """The one-letter code of every numeric scalar type of numpy, by the type's identity."""
    if not _numpy_scalar_codes:
        numpy = sys.modules["numpy"]
        _numpy_scalar_codes.update({id(numpy.dtype(code).type): code for code in _NUMBER_CODES})
    return _numpy_scalar_codes


def _is_plain_dtype(name: str) -> bool:
    """Whether a dtype's name, such as `<f8`, says a byte order, a kind of plain value and a size, and nothing more."""
    if name[:1] not in "<>|":
        return False
    size = name[2:]
    return name[1:] in _NUMBER_DTYPES or (
        name[1:2] in {"S", "U"} and size.isascii() and size.isdigit() and size[0] != "0"
    )


def type_name(kind: type) -> str:
    """The name of a class with its module's, without running code of its metaclass; for builtins the name alone."""
    try:
        names = type.__dict__["__module__"].__get__(kind), type.__dict__["__qualname__"].__get__(kind)
    except AttributeError:
        return "object"
    module, name = (part if type(part) is str else "?" for part in names)
    return (name if module == "builtins" else f"{module}.{name}")[:_MAX_TYPE_NAME]


_WRITERS: Final[dict[int, Callable[[_Writer, list[Any]], None]]] = {
    _NONE: _Writer.write_nones,
    _BOOL: _Writer.write_bools,
    _INT: _Writer.write_ints,
    _BIG: _Writer.write_bigs,
    _FLOAT: _Writer.write_floats,
    _COMPLEX: _Writer.write_complexes,
    _STR: _Writer.write_strings,
    _BYTES: _Writer.write_blobs,
    _OPAQUE: _Writer.write_opaques,
    _NUMPY_NUMBER: _Writer.write_numpy_numbers,
    _NUMPY_STR: _Writer.write_strings,
    _NUMPY_BYTES: _Writer.write_blobs,
    _NUMPY_ARRAY: _Writer.write_numpy_arrays,
}


def _malformed(what: str) -> NoReturn:
    raise MalformedValueError(what)


class _Reader:
    """A cursor over the bytes that refuses to go past their end, and to take more memory than a value may."""

    __slots__ = ("data", "memory", "position")

    def __init__(self, data: bytes) -> None:
        self.data = memoryview(data)
        self.position = 0
        self.memory = MAX_MEMORY_BYTES

    def reserve_memory(self, size: int) -> None:
        """Take memory that is about to be spent from what is left."""
        self.memory -= size
        if self.memory < 0:
            _malformed(f"a value that takes more than {MAX_MEMORY_BYTES >> 20:,} MiB of memory")

    def take(self, size: int) -> memoryview:
        end = self.position + size
        if end > len(self.data):
            _malformed(f"{size:,} bytes announced, {len(self.data) - self.position:,} left")
        taken = self.data[self.position : end]
        self.position = end
        return taken

    def byte(self) -> int:
        return self.take(1)[0]

    def column(self, typecode: Literal["d", "I", "q", "Q"], count: int) -> memoryview[Any]:
        size = _LENGTH_BYTES if typecode == _LENGTH else 8
        return self.take(count * size).cast(typecode)


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
    while count:
        if len(levels) == MAX_DEPTH:
            _malformed(f"more than {MAX_DEPTH} levels")
        # Every node takes at least one byte, so this bounds what the level may make us allocate.
        if count > len(data) - reader.position:
            _malformed(f"{count:,} nodes announced, {len(data) - reader.position:,} bytes left")
        level = _Level(reader, count)
        levels.append(level)
        count = level.children
    if reader.position != len(data):
        _malformed(f"{len(data) - reader.position:,} bytes after the value")
    builder = _Builder(_KEY_SECONDS + _KEY_SECONDS_PER_BYTE * len(data))
    nodes: list[Any] = []
    for level in reversed(levels):
        nodes = level.build(nodes, builder)
    return nodes[0]


class _Level:
    """One level as read: its kinds, its leaves ready, its containers' lengths still waiting for the level below."""

    __slots__ = ("children", "columns", "containers", "kinds")

    def __init__(self, reader: _Reader, count: int) -> None:
        first = reader.byte()
        if first == _MIXED:
            self.kinds = bytes(reader.take(count))
            unknown = self.kinds.translate(None, _KINDS)
            if unknown:
                _malformed(f"{len(unknown):,} nodes of unknown kinds")
            counts = {kind: self.kinds.count(kind) for kind in _KINDS if kind in self.kinds}
        elif first == _NONE or first not in _KINDS:
            _malformed(f"a level of kind {first}")
        else:
            self.kinds = bytes([first])
            counts = {first: count}
        self.columns: dict[int, list[Any]] = {}
        self.containers = self.children = 0
        for kind, number in counts.items():
            reader.reserve_memory(_NODE_BYTES[kind] * number)
            if kind in _CONTAINERS:
                lengths = reader.column(_LENGTH, number).tolist()
                children = sum(lengths) * (2 if kind == _DICT else 1)
                reader.reserve_memory(_CHILD_BYTES[kind] * children)
                self.columns[kind] = lengths
                self.containers += number
                self.children += children
            else:
                self.columns[kind] = _READERS[kind](reader, number)

    def build(self, children: list[Any], builder: _Builder) -> list[Any]:
        """The level's values, given those of the level below."""
        if self.containers == 1 and _LIST in self.columns:
            self.columns[_LIST] = [children]
        elif self.containers:
            source = iter(children)
            for kind in _CONTAINERS:
                if kind in self.columns:
                    self.columns[kind] = _BUILDERS[kind](builder, self.columns[kind], source)
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
    size = int.from_bytes(reader.take(8), "little")
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


def _read_opaques(reader: _Reader, count: int) -> list[Any]:
    names = _read_strings(reader, count)
    if max(map(len, names)) > _MAX_TYPE_NAME:
        _malformed(f"a type's name of more than {_MAX_TYPE_NAME} characters")
    return list(map(Opaque, names))


# Only a submission that uses numpy makes the judge load it, hence the imports in the functions.


def _read_numpy_numbers(reader: _Reader, count: int) -> list[Any]:
    import numpy  # noqa: ICN001, PLC0415

    present = str(reader.take(reader.byte()), "ascii", "replace")
    if not present or sorted(set(present)) != list(present) or not set(present) <= set(_NUMBER_CODES):
        _malformed(f"numpy scalars of types {present!r}")
    codes = str(reader.take(count), "ascii", "replace") if len(present) > 1 else ""
    columns = {}
    for code in present:
        dtype = numpy.dtype(code)
        content = reader.take((codes.count(code) if codes else count) * dtype.itemsize)
        columns[code] = list(_normalised(numpy.frombuffer(bytearray(content), dtype))) if content else []
    if not codes:
        return columns[present]
    if sum(map(len, columns.values())) != count:
        _malformed("a numpy scalar of unknown type")
    sources = {code: iter(column) for code, column in columns.items()}
    return list(map(next, map(sources.__getitem__, codes)))


def _read_numpy_strings(reader: _Reader, count: int) -> list[Any]:
    import numpy  # noqa: ICN001, PLC0415

    return list(map(numpy.str_, _read_strings(reader, count)))


def _read_numpy_bytes(reader: _Reader, count: int) -> list[Any]:
    import numpy  # noqa: ICN001, PLC0415

    return list(map(numpy.bytes_, _read_blobs(reader, count)))


def _read_numpy_arrays(reader: _Reader, count: int) -> list[Any]:
    return [_read_numpy_array(reader) for _ in range(count)]


def _read_numpy_array(reader: _Reader) -> Any:  # noqa: ANN401  # a numpy array
    import numpy  # noqa: ICN001, PLC0415

    name_size, dimensions = reader.take(2)
    name = str(reader.take(name_size), "ascii", "replace")
    if dimensions > _MAX_ARRAY_DIMENSIONS or not _is_plain_dtype(name):
        _malformed(f"an array of {dimensions} dimensions and dtype {name!r}")
    *shape, size = reader.column("Q", dimensions + 1)
    content = reader.take(size)
    try:
        # `bytearray` makes the array writable and the judge's own.
        made = numpy.ndarray(shape, name, bytearray(content))
    except (TypeError, ValueError, OverflowError, MemoryError):
        _malformed(f"no array can have shape {shape} and dtype {name!r}")
    if made.nbytes != size or made.dtype.str != name or not (made.size or _is_modest(shape)):
        _malformed(f"an array of shape {shape} and dtype {name!r} in {size:,} bytes")
    return _normalised(made)


def _normalised(made: Any) -> Any:  # noqa: ANN401  # a numpy array
    """The array, if its bytes stand for values: numpy itself trusts them and fails later, far from here."""
    kind = made.dtype.kind
    if kind == "b":
        made.view("u1")[...] = made.view("u1") != 0
    if kind == "U" and made.size and made.reshape(-1).view(made.dtype.byteorder + "u4").max() > _MAX_CODE_POINT:
        _malformed("a numpy text with a character beyond Unicode")
    return made


_READERS: Final[dict[int, Callable[[_Reader, int], list[Any]]]] = {
    _NONE: _read_nones,
    _BOOL: _read_bools,
    _INT: _read_ints,
    _BIG: _read_bigs,
    _FLOAT: _read_floats,
    _COMPLEX: _read_complexes,
    _STR: _read_strings,
    _BYTES: _read_blobs,
    _OPAQUE: _read_opaques,
    _NUMPY_NUMBER: _read_numpy_numbers,
    _NUMPY_STR: _read_numpy_strings,
    _NUMPY_BYTES: _read_numpy_bytes,
    _NUMPY_ARRAY: _read_numpy_arrays,
}


class _Builder:
    """Puts children into containers, and stops where keys are chosen to collide.

    A hundred thousand ints of one hash take minutes to insert, and so do ints of different hashes that are chosen to meet in
    the table. No property of the keys tells both from honest ones such as the powers of two, but the CPU time does.
    """

    __slots__ = ("deadline", "keys", "seconds")

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.deadline: float | None = None
        self.keys = 0

    def build_lists(self, lengths: list[int], source: Iterator[Any]) -> list[Any]:
        return [list(islice(source, length)) for length in lengths]

    def build_tuples(self, lengths: list[int], source: Iterator[Any]) -> list[Any]:
        return [tuple(islice(source, length)) for length in lengths]

    def build_sets(self, lengths: list[int], source: Iterator[Any]) -> list[Any]:
        sets = []
        for length in lengths:
            made: set[Any] = set()
            for start in range(0, length, _KEYS_AT_ONCE):
                number = min(_KEYS_AT_ONCE, length - start)
                self._insert(made.update, islice(source, number), number)
            sets.append(made)
        return sets

    def build_frozensets(self, lengths: list[int], source: Iterator[Any]) -> list[Any]:
        return list(map(frozenset, self.build_sets(lengths, source)))

    def build_dicts(self, lengths: list[int], source: Iterator[Any]) -> list[Any]:
        dicts = []
        for length in lengths:
            made: dict[Any, Any] = {}
            keys = list(islice(source, length))
            for start in range(0, length, _KEYS_AT_ONCE):
                some = keys[start : start + _KEYS_AT_ONCE]
                self._insert(made.update, zip(some, source, strict=False), len(some))
            dicts.append(made)
        return dicts

    def _insert(self, update: Callable[[Iterator[Any]], None], entries: Iterator[Any], number: int) -> None:
        try:
            update(entries)
        except Exception as error:  # noqa: BLE001  # an unhashable key; numpy may also raise when it compares keys of one hash
            _malformed(f"a key that cannot be inserted: {type(error).__name__}")
        self.keys += number
        if self.keys >= _KEYS_AT_ONCE:
            self.keys = 0
            now = time.thread_time()
            if self.deadline is None:
                self.deadline = now + self.seconds
            elif now > self.deadline:
                _malformed("keys of a set or dict that are chosen to collide")


_BUILDERS: Final[dict[int, Callable[[_Builder, list[int], Iterator[Any]], list[Any]]]] = {
    _LIST: _Builder.build_lists,
    _TUPLE: _Builder.build_tuples,
    _DICT: _Builder.build_dicts,
    _SET: _Builder.build_sets,
    _FROZENSET: _Builder.build_frozensets,
}
