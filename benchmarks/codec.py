"""Our codec beside CBOR and MessagePack, the same values in the same run.

    pip install -e '.[benchmark]' && python benchmarks/codec.py

Prints, per value, milliseconds to encode and to decode (the best of several) and the size, for each codec. The others are given
only values they keep as they are: no tuples, sets, big integers or lone surrogates, which they would change or refuse.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable

from judge.wire.codec import decode, encode

Function = Callable[[object], object]


def tree(generator: random.Random, size: int) -> object:
    """Nested lists of ints, of about the given size."""
    if size <= 1:
        return 7
    width = generator.randint(2, 6)
    return [tree(generator, size // width) for _ in range(width)]


def values() -> dict[str, object]:
    """What the pipe carries, from the least to the most."""
    generator = random.Random(1)
    return {
        "a call's arguments": [5, "a", {}],
        "1,000,000 ints": list(range(1_000_000)),
        "1,000,000 floats": [generator.random() for _ in range(1_000_000)],
        "200,000 ints, half in lists": [[n] if n % 2 else n for n in range(200_000)],
        "300,000 ints, nested": tree(generator, 300_000),
        "100,000 short strings": [str(n) for n in range(100_000)],
        "a dict of 10,000 floats": {f"k{n}": n / 7 for n in range(10_000)},
    }


def best_milliseconds(function: Function, argument: object, repeats: int) -> tuple[float, object]:
    """The least time of several calls, in milliseconds, and what the function returned."""
    times = []
    result: object = None
    for _ in range(repeats):
        begin = time.perf_counter()
        result = function(argument)
        times.append(time.perf_counter() - begin)
    return min(times) * 1e3, result


def main() -> None:
    """Measure and print."""
    argparse.ArgumentParser(description=str(__doc__).partition("\n")[0]).parse_args()
    import cbor2  # noqa: PLC0415  # --help does without these
    import msgpack  # noqa: PLC0415

    def unpack(data: object) -> object:
        """MessagePack's decoder without its bounds, which would refuse a million elements."""
        return msgpack.unpackb(data, strict_map_key=False, max_array_len=10_000_000)

    codecs: dict[str, tuple[Function, Function]] = {
        "ours": (encode, decode),  # type: ignore[dict-item]
        "cbor2": (cbor2.dumps, cbor2.loads),
        "msgpack": (msgpack.packb, unpack),
    }
    print(f"{'value':<28}" + "".join(f"{name + ' enc/dec ms':>24}{'bytes':>12}" for name in codecs))
    for name, value in values().items():
        row = f"{name:<28}"
        for writer, reader in codecs.values():
            repeats = 2_000 if name == "a call's arguments" else 5
            write, data = best_milliseconds(writer, value, repeats)
            read, back = best_milliseconds(reader, data, repeats)
            assert back == value
            row += f"{f'{write:.3f} / {read:.3f}':>24}{len(data):>12,}"  # type: ignore[arg-type]
        print(row)


if __name__ == "__main__":
    main()
