"""What `judge.wire.codec` promises to honest values, and to the judge about dishonest bytes."""

from __future__ import annotations

import collections
import enum
import random
import struct
import sys
import time
import tracemalloc
import unittest.mock
from array import array
from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from judge.wire import codec
from judge.wire.codec import MalformedValueError, Opaque, ValueTooLargeError, decode, encode

Exact = Callable[[object], object]
TEXT = st.text(st.characters(), max_size=5)  # `characters()` includes lone surrogates
NUMPY_DTYPES = ["?", "i1", "<i8", ">i4", "u2", "f2", "<f4", ">f8", "c8", "c16", "S3", "<U2", ">U3"]
PLAIN_TYPES = (type(None), bool, int, float, complex, str, bytes, list, tuple, dict, set, frozenset, Opaque)


def round_trip(value: object) -> object:
    return decode(encode(value))


def numpy_arrays() -> st.SearchStrategy[object]:
    def build(dtype: str, shape: list[int], content: bytes) -> object:
        made = np.zeros(shape, dtype)
        if made.dtype.kind in "iu":
            made.reshape(-1)[:] = np.resize(np.frombuffer(content, "u1").astype(dtype), made.size)
        return made

    return st.builds(
        build, st.sampled_from(NUMPY_DTYPES), st.lists(st.integers(0, 3), max_size=4), st.binary(min_size=1, max_size=9)
    )


HASHABLE_LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=True),
    st.complex_numbers(),
    TEXT,
    st.binary(max_size=5),
    st.builds(np.float32, st.floats(width=32)),
    st.builds(np.int16, st.integers(-9, 9)),
    st.builds(np.str_, TEXT),
    st.builds(np.bytes_, st.binary(max_size=3)),
)
KEYS = st.recursive(
    HASHABLE_LEAVES,
    lambda inner: st.lists(inner, max_size=3).map(tuple) | st.frozensets(inner, max_size=3),
    max_leaves=5,
)
VALUES = st.recursive(
    HASHABLE_LEAVES | numpy_arrays(),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=4).map(tuple),
        st.dictionaries(KEYS, inner, max_size=4),
        st.sets(KEYS, max_size=4),
        st.frozensets(KEYS, max_size=4),
    ),
    max_leaves=20,
)


class TestHonestValues:
    """Everything that is plain data arrives exactly as it was sent."""

    @given(VALUES)
    @settings(derandomize=True, deadline=None)
    def test_a_plain_value_keeps_every_type_and_bit(self, exact: Exact, value: object) -> None:
        """A plain value keeps every type and bit."""
        assert exact(round_trip(value)) == exact(value)

    @given(st.integers(0, 200), st.sampled_from([-1, 0, 1]), st.sampled_from([-1, 1]))
    @settings(derandomize=True, deadline=None)
    def test_an_int_near_a_power_of_two_keeps_its_value(self, bits: int, beside: int, sign: int) -> None:
        """An int near a power of two keeps its value, alone and among small ones."""
        value = sign * (1 << bits) + beside
        assert round_trip(value) == value
        assert round_trip([0, value, 1]) == [0, value, 1]

    def test_an_int_of_many_thousand_digits_keeps_its_value(self) -> None:
        """An int of many thousand digits keeps its value, and its sign."""
        assert round_trip([3**100_000, -(3**100_000)]) == [3**100_000, -(3**100_000)]

    @pytest.mark.parametrize("bits", [0x7FF8_0000_0000_0001, 0xFFF8_0000_0000_BEEF, 0x8000_0000_0000_0000, 1])
    def test_a_float_keeps_its_bits(self, bits: int) -> None:
        """A float keeps its bits: payload and sign of nan, the sign of zero, a denormal."""
        value = struct.unpack("d", struct.pack("Q", bits))[0]
        assert struct.pack("d", round_trip([value])[0]) == struct.pack("Q", bits)

    @pytest.mark.parametrize("value", [[], (), {}, set(), frozenset(), "", b"", [[]], ((),), [{}], [None], None])
    def test_an_empty_value_keeps_its_type(self, exact: Exact, value: object) -> None:
        """An empty value keeps its type."""
        assert exact(round_trip(value)) == exact(value)

    @pytest.mark.parametrize(
        "value",
        [
            np.array(7),
            np.array(True),
            np.array("é"),
            np.zeros((0, 3)),
            np.zeros((2, 0, 3), ">i2"),
            np.arange(24).reshape(2, 3, 4),
            np.arange(3, dtype=">u8"),
            np.array(["a", "", "\U0001f600b"], dtype=">U5"),
            np.array([b"a\0b", b""]),
            np.array([np.nan, -0.0, np.inf], dtype="f2"),
        ],
        ids=repr,
    )
    def test_a_numpy_array_keeps_its_dtype_shape_and_bytes(self, exact: Exact, value: np.ndarray) -> None:
        """A numpy array keeps its dtype, byte order, shape and content."""
        assert exact(round_trip(value)) == exact(value)

    def test_a_numpy_array_that_is_not_contiguous_arrives_with_its_elements_in_order(self) -> None:
        """A numpy array that is not contiguous arrives with its elements in order."""
        backwards = np.arange(24).reshape(4, 6)[::-1, ::2]
        assert round_trip(backwards).tolist() == backwards.tolist()
        fortran = np.asfortranarray(np.arange(6).reshape(2, 3))
        assert round_trip(fortran).tolist() == [[0, 1, 2], [3, 4, 5]]

    @pytest.mark.parametrize("code", codec._NUMBER_CODES)
    def test_a_numpy_scalar_of_every_numeric_type_keeps_it(self, exact: Exact, code: str) -> None:
        """A numpy scalar of every numeric type keeps it, alone and among scalars of other types."""
        value = np.dtype(code).type(1)
        for group in ([value], [value, value], [value, np.float32(2), 3, value]):
            assert exact(round_trip(group)) == exact(group)

    def test_a_decoded_numpy_array_can_be_written_to(self) -> None:
        """A decoded numpy array can be written to: it is the reader's own."""
        decoded = round_trip(np.zeros(2))
        decoded[0] = 1.0
        assert decoded.tolist() == [1.0, 0.0]

    def test_nan_may_be_a_key_more_than_once(self, exact: Exact) -> None:
        """Several nan may be keys of one dict: they equal nothing."""
        keys = [float("nan"), float("nan"), 1.0]
        assert exact(round_trip(dict.fromkeys(keys, 0))) == exact(dict.fromkeys(keys, 0))

    def test_powers_of_two_may_be_keys_although_their_hashes_collide(self) -> None:
        """Ten thousand powers of two may be elements of a set although they have only 61 different hashes."""
        powers = {1 << exponent for exponent in range(10_000)}
        assert round_trip(powers) == powers

    @pytest.mark.parametrize("levels", [1, 2, codec.MAX_DEPTH - 1])
    def test_a_value_may_be_nested_up_to_the_limit(self, levels: int) -> None:
        """A value nested up to the limit arrives, and can be compared."""
        value: object = 7
        for _ in range(levels):
            value = [value]
        assert round_trip(value) == value


def raise_always(*_: object, **__: object) -> object:
    raise AssertionError("code of the value's own class was run")


HOSTILE_METHODS = dict.fromkeys(
    [
        "__len__",
        "__iter__",
        "__getitem__",
        "__eq__",
        "__ne__",
        "__lt__",
        "__index__",
        "__int__",
        "__float__",
        "__complex__",
        "__bool__",
        "__str__",
        "__repr__",
        "__bytes__",
        "__pos__",
        "__getattribute__",
        "__reduce_ex__",
        "__array__",
        "__buffer__",
        "__copy__",
        "keys",
        "values",
        "items",
        "copy",
        "encode",
        "join",
        "real",
        "imag",
        "to_bytes",
        "bit_length",
        "conjugate",
        "union",
    ],
    raise_always,
)
HOSTILE_METHODS["__class__"] = property(raise_always)


class LyingMeta(type):
    """A metaclass whose classes claim to be everything and must not be asked."""

    __eq__ = raise_always
    __hash__ = raise_always
    __instancecheck__ = raise_always
    __subclasscheck__ = raise_always
    __getattribute__ = raise_always


class TestOtherValues:
    """What is not plain data arrives as its builtin content, or as an opaque object; none of its own code is run."""

    @pytest.mark.parametrize(
        "content",
        [5, 2**80, 1.5, 1 + 2j, "text", b"bytes", [1, [2]], (1, (2,)), {"a": [1]}, {1, 2}, frozenset({3})],
        ids=repr,
    )
    def test_an_instance_of_a_subclass_becomes_the_builtin_without_running_its_code(
        self, exact: Exact, content: object
    ) -> None:
        """An instance of a subclass becomes the builtin value, and none of the methods it overrides is called."""
        made = type("Hostile", (type(content),), {"__slots__": (), "__hash__": None, **HOSTILE_METHODS})(content)
        assert exact(round_trip([made, made])) == exact([content, content])
        assert exact(round_trip([made, 1, "x"])) == exact([content, 1, "x"])

    def test_an_object_of_a_lying_metaclass_is_opaque_and_its_class_is_not_asked(self) -> None:
        """An object whose metaclass lies about equality, hashes and instances is opaque, and its class is not asked."""
        made = type.__call__(LyingMeta("Liar", (), HOSTILE_METHODS))
        decoded = round_trip([made, made, 1])
        assert [type(item) for item in decoded] == [Opaque, Opaque, int]

    @pytest.mark.parametrize(
        ("value", "expected"),
        [
            (collections.OrderedDict([("b", 1), ("a", 2)]), {"b": 1, "a": 2}),
            (collections.defaultdict(list, {"a": [1]}), {"a": [1]}),
            (collections.Counter("aab"), {"a": 2, "b": 1}),
            (collections.namedtuple("Point", "x y")(1, 2), (1, 2)),  # noqa: PYI024
            (enum.IntEnum("Level", "LOW HIGH").HIGH, 2),
            (enum.StrEnum("Name", "ONE").ONE, "one"),
        ],
        ids=str,
    )
    def test_a_subclass_from_the_standard_library_becomes_the_builtin(
        self, exact: Exact, value: object, expected: object
    ) -> None:
        """An instance of a standard library's subclass becomes the builtin value."""
        assert exact(round_trip(value)) == exact(expected)

    def test_an_ordered_dict_keeps_the_order_it_was_given_later(self) -> None:
        """An OrderedDict arrives in its own order, also after keys were moved."""
        moved = collections.OrderedDict(a=1, b=2)
        moved.move_to_end("a")
        assert list(round_trip(moved).items()) == [("b", 2), ("a", 1)]

    @pytest.mark.parametrize(
        "value",
        [
            object(),
            int,
            len,
            (number for number in range(3)),
            range(3),
            bytearray(b"x"),
            Fraction(1, 2),
            Ellipsis,
            unittest.mock.Mock(spec=list),
            np.array([object()]),
            np.zeros(2, "i4,f8"),
            np.datetime64("2020-01-01"),
            np.longdouble(1),
            np.ma.array([1]),
            type("Double", (np.float64,), {})(1.5),
        ],
        ids=lambda value: type(value).__name__,
    )
    def test_anything_else_is_opaque_and_equal_to_nothing(self, value: object) -> None:
        """Anything else arrives as an opaque object, equal to nothing; a subclass of a builtin as that builtin."""
        decoded = round_trip(value)
        if isinstance(value, float):
            assert type(decoded) is float
            return
        assert type(decoded) is Opaque
        assert decoded != decoded  # noqa: PLR0124
        assert round_trip([value]) != [value]

    @pytest.mark.parametrize(
        ("kind", "name"),
        [
            (type("Plain", (), {"__module__": "submission"}), "submission.Plain"),
            (type("Bad", (), {"__module__": 7}), "?.Bad"),
            (type("L" * 500, (), {"__module__": "m"}), ("m." + "L" * 500)[:200]),
            (type("Line\nbreak\x1b[31m", (), {"__module__": "builtins"}), "Line\nbreak\x1b[31m"),
        ],
    )
    def test_an_opaque_object_remembers_a_bounded_name(self, kind: type, name: str) -> None:
        """An opaque object remembers the name of its type, up to a bound, and shows it on one line."""
        decoded = round_trip(kind())
        assert decoded.type_name == name
        assert repr(decoded).isprintable()

    def test_a_key_that_is_not_plain_arrives_as_an_opaque_key(self) -> None:
        """A dict or set with a key that is not plain data arrives, with an opaque key that nobody else has."""
        decoded = round_trip({Fraction(1, 2): "half"})
        assert [(type(key), value) for key, value in decoded.items()] == [(Opaque, "half")]
        assert decoded != {Fraction(1, 2): "half"}
        assert len(round_trip({Fraction(1, 2), Fraction(1, 3)})) == 2

    def test_keys_that_become_equal_become_one(self) -> None:
        """Keys that only their own class tells apart become one."""

        class Letter(str):
            __slots__ = ()
            __hash__ = str.__hash__

            def __eq__(self, other: object) -> bool:
                return self is other

        assert round_trip({Letter("a"): 1, Letter("a"): 2}) == {"a": 2}


class TestTooLarge:
    """A value that would take too much is refused before it is built."""

    def assert_refused_cheaply(self, value: object, max_bytes: int = 1 << 20) -> None:
        """Check that a value is refused before much memory or time is spent."""
        tracemalloc.start()
        began = time.thread_time()
        try:
            with pytest.raises(ValueTooLargeError):
                encode(value, max_bytes=max_bytes)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert peak < 30 << 20
        assert time.thread_time() - began < 5

    def test_a_cycle_is_refused(self) -> None:
        """A cycle through any container is refused."""
        ring: list[object] = []
        ring.append((ring,))
        self.assert_refused_cheaply(ring)
        around: dict[int, object] = {}
        around[1] = [around]
        self.assert_refused_cheaply(around)

    @pytest.mark.parametrize("width", [2, 1_000])
    @pytest.mark.parametrize("wrap", [list, tuple], ids=["list", "tuple"])
    def test_shared_sublists_that_unfold_without_end_are_refused(self, width: int, wrap: Callable[..., object]) -> None:
        """Shared sub-lists that unfold without end are refused."""
        value: object = 0
        for _ in range(200):
            value = wrap([value] * width)
        self.assert_refused_cheaply(value)

    def test_dicts_that_share_their_values_are_refused(self) -> None:
        """Dicts that share their values and unfold without end are refused."""
        value: object = 0
        for _ in range(200):
            value = dict.fromkeys(range(100), value)
        self.assert_refused_cheaply(value)

    @pytest.mark.parametrize(
        "value",
        [
            ["x" * 100_000] * 100_000,
            [b"x" * 100_000] * 100_000,
            [1 << 800_000] * 100_000,
            [np.zeros(100_000)] * 100_000,
            np.broadcast_to(np.zeros(1), (1 << 40,)),
            "\U0001f600" * 300_000,
            [None] * 1_100_000,
            [True] * 1_100_000,
            [1.5] * 140_000,
            list(np.zeros(140_000)),
        ],
        ids=lambda value: f"{type(value).__name__} of {type(value[0]).__name__}",
    )
    def test_shared_or_long_contents_are_refused_before_they_are_copied(self, value: object) -> None:
        """Contents that are shared many times, or too long in all, are refused before they are copied."""
        self.assert_refused_cheaply(value)

    def test_a_value_one_level_too_deep_is_refused(self) -> None:
        """A value one level deeper than the limit is refused."""
        value: object = 7
        for _ in range(codec.MAX_DEPTH):
            value = [value]
        self.assert_refused_cheaply(value)

    def test_more_objects_than_a_reader_has_memory_for_are_refused(self) -> None:
        """More containers than fit the reader's memory are refused although they take few bytes."""
        with pytest.raises(ValueTooLargeError, match="512 MiB"):
            encode([set()] * 2_200_000)

    @given(st.lists(st.integers()), st.integers(0, 60))
    @settings(derandomize=True, deadline=None)
    def test_the_limit_of_bytes_is_exact(self, value: list[int], limit: int) -> None:
        """A value is refused if and only if it needs more bytes than allowed."""
        size = len(encode(value))
        if size <= limit:
            assert len(encode(value, max_bytes=limit)) == size
        else:
            with pytest.raises(ValueTooLargeError):
                encode(value, max_bytes=limit)

    def test_an_empty_array_with_a_billion_rows_is_refused(self) -> None:
        """A numpy array of a billion rows without an element is refused: listing its rows would take forever."""
        self.assert_refused_cheaply(np.empty((10**9, 0)))


def lengths(*numbers: int) -> bytes:
    return array("I", numbers).tobytes()


def long_lengths(*numbers: int) -> bytes:
    return array("Q", numbers).tobytes()


def numpy_array(dtype: str, shape: tuple[int, ...], content: bytes, size: int | None = None) -> bytes:
    size = len(content) if size is None else size
    return b"a" + bytes([len(dtype), len(shape)]) + dtype.encode() + long_lengths(*shape, size) + content


HUGE = 2**32 - 1
GREEDY_INPUTS = {
    "a list of 4 billion": b"L" + lengths(HUGE),
    "lists of 4 billion each": b"L" + lengths(1000) + b"L" + lengths(*[HUGE] * 1000),
    "a tuple of 4 billion": b"T" + lengths(HUGE),
    "a dict of 4 billion": b"D" + lengths(HUGE),
    "a set of 4 billion": b"S" + lengths(HUGE),
    "a frozenset of 4 billion": b"F" + lengths(HUGE),
    "bytes of 4 billion": b"y" + lengths(HUGE),
    "an int of 4 billion bytes": b"j" + lengths(HUGE),
    "a text of 2 to the 63 bytes": b"s" + lengths(5) + long_lengths(1 << 63),
    "a text longer than its bytes": b"s" + lengths(HUGE) + long_lengths(3) + b"abc",
    "texts that overlap": b"L" + lengths(100) + b"s" + lengths(*[10] * 100) + long_lengths(10) + b"x" * 10,
    "an array of 2 to the 60": numpy_array("<f8", (1 << 60,), b"", 1 << 63),
    "an array of 2 to the 62 in no bytes": numpy_array("<f8", (1 << 62,), b""),
    "an array of negative shape": numpy_array("<f8", (2**64 - 1,), b""),
    "an array whose shape overflows": numpy_array("<f8", (1 << 32, 1 << 32), b""),
    "an array of empty texts": numpy_array("<U0", (1 << 40,), b""),
    "an array of empty bytes": numpy_array("|S0", (1 << 40,), b""),
    "a text in an array of 8 GB": numpy_array("<U2147483647", (1,), b""),
    "an array of a billion empty rows": numpy_array("<f8", (1 << 30, 0), b""),
    "an array of a billion rows in columns": numpy_array("<f8", (0, 1 << 15, 1 << 15), b""),
    "an array of 255 dimensions": numpy_array("<f8", (1,) * 255, b"\0" * 8),
    "an array of 33 dimensions": numpy_array("<f8", (1,) * 33, b"\0" * 8),
    "numpy scalars without number": b"L" + lengths(HUGE) + b"x\1d",
}
"""Small inputs that announce huge values."""

INVALID_INPUTS = {
    "nothing": b"",
    "an unknown kind": b"z",
    "an unknown kind among others": b"L" + lengths(2) + b"\0nz",
    "None written as a uniform level": b"n",
    "bytes after the value": encode(7) + b"\0",
    "a bool of 2": b"b\2",
    "text that is not UTF-8": b"s" + lengths(1) + long_lengths(1) + b"\xff",
    "half a surrogate pair as CESU": b"s" + lengths(1) + long_lengths(2) + b"\xed\xa0",
    "a list as a key": b"S" + lengths(1) + b"L" + lengths(0),
    "a dict as a key": b"D" + lengths(1) + b"\0Dn" + lengths(0),
    "a numpy array as a key": b"S" + lengths(1) + numpy_array("<f8", (), b"\0" * 8),
    "a tuple with a list as a key": b"S" + lengths(1) + b"T" + lengths(1) + b"L" + lengths(0),
    "an array of objects": numpy_array("|O8", (1,), b"\0" * 8),
    "an array of records": numpy_array("|V8", (1,), b"\0" * 8),
    "an array of dates": numpy_array("<M8", (1,), b"\0" * 8),
    "a dtype of two fields": numpy_array("<f8,<f8", (), b"\0" * 16),
    "a dtype by name": numpy_array("float64", (), b"\0" * 8),
    "a dtype with a leading zero": numpy_array("<f08", (), b"\0" * 8),
    "a dtype in Arabic digits": b"a" + bytes([4, 0]) + "<f٨".encode() + long_lengths(8) + b"\0" * 8,
    "a dtype of the machine's byte order": numpy_array("=f8", (), b"\0" * 8),
    "a dtype of extended precision": numpy_array("<f16", (), b"\0" * 16),
    "an array with too few bytes": numpy_array("<f8", (2,), b"\0" * 8),
    "an array with too many bytes": numpy_array("<f8", (1,), b"\0" * 16),
    "a numpy text beyond Unicode": numpy_array("<U1", (1,), b"\xff\xff\xff\xff"),
    "a numpy text beyond Unicode, big-endian": numpy_array(">U1", (1,), b"\x00\x11\x00\x00"),
    "a numpy scalar of no type": b"x\0",
    "a numpy scalar of type object": b"x\1O" + b"\0" * 8,
    "numpy scalars of one type twice": b"L" + lengths(2) + b"x\2ddxx" + b"\0" * 16,
    "a numpy scalar of a type that is not there": b"L" + lengths(2) + b"x\2BdBx" + b"\0" * 9,
    "an opaque object with a long name": b"o" + lengths(201) + long_lengths(201) + b"x" * 201,
    "too many levels": (b"L" + lengths(1)) * codec.MAX_DEPTH + b"L" + lengths(0),
}


def assert_plain(value: object) -> None:
    """Check that a value is built of nothing but the types that may cross the trust line."""
    pending = [value]
    while pending:
        item = pending.pop()
        if type(item) in {list, tuple, set, frozenset}:
            pending += item
        elif type(item) is dict:
            pending += [*item.keys(), *item.values()]
        else:
            assert type(item) in PLAIN_TYPES or type(item).__module__ == "numpy"
            if type(item).__module__ == "numpy":
                item.tolist()


def decode_hostile(data: bytes) -> None:
    """Decode bytes that may be anything; check what the judge relies on."""
    began = time.thread_time()
    try:
        value = decode(data)
    except MalformedValueError:
        pass
    else:
        assert_plain(value)
        encode(value)
        repr(value)
    assert time.thread_time() - began < 2


@st.composite
def mutations(draw: st.DrawFn) -> bytes:
    """Valid bytes with some of them replaced, inserted, deleted or repeated."""
    data = bytearray(encode(draw(VALUES)))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        end = draw(st.integers(start, min(start + 4, len(data))))
        data[start:end] = draw(st.binary(max_size=4) | st.just(bytes(data[start:end]) * 3))
    return bytes(data)


class TestHostileBytes:
    """Bytes that nobody honest wrote are refused, quickly, and cost nothing."""

    @given(st.binary(max_size=200))
    @settings(derandomize=True, deadline=None, max_examples=300)
    def test_any_bytes_are_read_or_refused(self, data: bytes) -> None:
        """Any bytes are either refused or a plain value."""
        decode_hostile(data)

    @given(
        st.lists(
            st.sampled_from([bytes([kind]) for kind in codec._KINDS])
            | st.sampled_from(
                [b"\0", lengths(0), lengths(1), lengths(2), long_lengths(1), long_lengths(0), b"<U1", b"\1d"]
            )
            | st.binary(max_size=2),
            max_size=25,
        ).map(b"".join)
    )
    @settings(derandomize=True, deadline=None, max_examples=250)
    def test_pieces_of_the_format_are_read_or_refused(self, data: bytes) -> None:
        """Pieces of the format put together at random are either refused or a plain value."""
        decode_hostile(data)

    @given(mutations())
    @settings(derandomize=True, deadline=None, max_examples=250)
    def test_mutated_values_are_read_or_refused(self, data: bytes) -> None:
        """Valid bytes with a few of them changed are either refused or a plain value."""
        decode_hostile(data)

    @given(VALUES, st.data())
    @settings(derandomize=True, deadline=None, max_examples=50)
    def test_a_value_cut_short_is_refused(self, value: object, data: st.DataObject) -> None:
        """A value cut short anywhere is refused."""
        encoded = encode(value)
        with pytest.raises(MalformedValueError):
            decode(encoded[: data.draw(st.integers(0, len(encoded) - 1))])

    @pytest.mark.parametrize("data", GREEDY_INPUTS.values(), ids=GREEDY_INPUTS)
    def test_a_small_input_that_announces_a_huge_value_is_refused_before_memory_is_spent(self, data: bytes) -> None:
        """A small input that announces a huge value is refused before memory is spent on it."""
        tracemalloc.start()
        try:
            with pytest.raises(MalformedValueError):
                decode(data)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert peak < 100_000

    @pytest.mark.parametrize("data", INVALID_INPUTS.values(), ids=INVALID_INPUTS)
    def test_what_is_never_written_is_refused(self, data: bytes) -> None:
        """What `encode` never writes is refused."""
        with pytest.raises(MalformedValueError):
            decode(data)

    def test_numpy_bools_of_other_bytes_become_true(self) -> None:
        """A numpy bool whose byte is neither 0 nor 1, which numpy itself may make, becomes a proper True."""
        assert (decode(numpy_array("|b1", (3,), b"\0\1\7")) == np.array([False, True, True])).all()
        assert decode(numpy_array("|b1", (), b"\7")).view("u1") == 1
        assert decode(b"x\1?\7").view("u1") == 1

    def test_many_small_objects_in_few_bytes_are_refused_before_they_are_made(self) -> None:
        """Two million empty sets in 9 MB are refused before one of them is made: they would take half a gigabyte."""
        number = 2_200_000
        data = b"L" + lengths(number) + b"S" + bytes(4 * number)
        tracemalloc.start()
        try:
            with pytest.raises(MalformedValueError, match="512 MiB"):
                decode(data)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert peak < 100_000

    @pytest.mark.parametrize(
        ("kind", "make"),
        [
            (codec._NONE, lambda _: None),
            (codec._BOOL, lambda number: number % 2 == 0),
            (codec._INT, lambda number: number + 1000),
            (codec._BIG, lambda number: number + 2**64),
            (codec._FLOAT, float),
            (codec._COMPLEX, complex),
            (codec._STR, lambda number: chr(0x4E00 + number)),
            (codec._BYTES, lambda number: number.to_bytes(4, "little")),
            (codec._OPAQUE, lambda _: Opaque("a")),
            (codec._NUMPY_NUMBER, np.complex128),
            (codec._NUMPY_STR, lambda number: np.str_(chr(0x4E00 + number))),
            (codec._NUMPY_BYTES, lambda number: np.bytes_(number.to_bytes(4, "little"))),
            (codec._NUMPY_ARRAY, np.array),
            (codec._LIST, lambda _: []),
            (codec._TUPLE, lambda number: (None,) * (number % 2)),
            (codec._DICT, lambda _: {None: None}),
            (codec._SET, lambda _: set()),
            (codec._FROZENSET, lambda number: frozenset({None} if number % 2 else ())),
        ],
        ids=lambda value: chr(value) if isinstance(value, int) else "",
    )
    def test_the_memory_a_kind_takes_is_not_underestimated(self, kind: int, make: Callable[[int], object]) -> None:
        """What nodes of one kind really take is at most the estimate that the bound on memory rests on."""
        number = 10_000
        values = [make(index) for index in range(number)]
        data = encode(values)
        tracemalloc.start()
        try:
            decoded = decode(data)
            held, _ = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert len(decoded) == number
        children = sum(map(len, values)) if kind in codec._CONTAINERS else 0
        estimate = codec._NODE_BYTES[kind] * number + (codec._CHILD_BYTES.get(kind, 0) + 16) * children
        assert held <= estimate + 20_000

    @pytest.mark.parametrize("kind", [b"S", b"D", b"F"], ids=["set", "dict", "frozenset"])
    def test_keys_of_one_hash_are_refused_quickly(self, kind: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
        """A hundred thousand different ints of the same hash are refused as keys; inserting them would take minutes."""
        monkeypatch.setattr(codec, "_KEY_SECONDS", 0.1)
        number, width = 100_000, 16
        values = b"n" * number if kind == b"D" else b""
        data = kind + lengths(number) + b"\0" + b"j" * number + values + lengths(*[width] * number)
        data += b"".join((index * sys.hash_info.modulus).to_bytes(width, "little") for index in range(1, number + 1))
        began = time.thread_time()
        with pytest.raises(MalformedValueError, match="collide"):
            decode(data)
        assert time.thread_time() - began < 10

    def test_keys_of_different_hashes_that_meet_in_the_table_are_refused_quickly(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Ints of different hashes that are chosen to fill the way through a dict's table are refused as keys."""
        monkeypatch.setattr(codec, "_KEY_SECONDS", 0.1)
        bits = 19
        slots = 1 << bits
        way = [0]
        while len(way) < slots * 55 // 100:
            way.append((5 * way[-1] + 1) % slots)
        keys = [*way, *(multiple << bits for multiple in range(1, 50_000))]
        data = b"D" + lengths(len(keys)) + b"\0" + b"i" * len(keys) + b"n" * len(keys) + array("q", keys).tobytes()
        began = time.thread_time()
        with pytest.raises(MalformedValueError, match="collide"):
            decode(data)
        assert time.thread_time() - began < 10

    @given(st.lists(st.sampled_from([0, 0.0, -0.0, False, 1, 1.0, True, np.int8(1), np.float64(0)]), max_size=9))
    @settings(derandomize=True, deadline=None)
    @example([True, 1, 1.0])
    def test_equal_keys_of_different_types_become_one(self, exact: Exact, keys: list[object]) -> None:
        """Equal keys of different types become one, as in a dict written with them: the first key, the last value."""
        body = encode([*keys, *range(len(keys))])
        assert exact(decode(b"D" + lengths(len(keys)) + body[5:])) == exact(
            {key: value for value, key in enumerate(keys)} if keys else {}
        )

    def test_decoding_costs_in_proportion_to_the_bytes(self) -> None:
        """Bytes that all differ in kind, ten times as many, take at most some thirty times as long."""

        def seconds(number: int) -> float:
            kinds = random.Random(0).choices(b"nLTs", k=number)
            data = b"L" + lengths(number) + b"\0" + bytes(kinds)
            data += bytes(4 * kinds.count(ord("L"))) + bytes(4 * kinds.count(ord("T")))
            data += bytes(4 * kinds.count(ord("s"))) + bytes(8)
            times = []
            for _ in range(3):
                began = time.thread_time()
                decode(data)
                times.append(time.thread_time() - began)
            return min(times)

        assert seconds(100_000) < 30 * max(seconds(10_000), 0.0005)
