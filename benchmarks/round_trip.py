"""What one call across the trust line costs, beside the same call made directly.

    python benchmarks/round_trip.py [--repeats N]

Prints medians in microseconds for a small argument and value, and for lists of a hundred thousand ints there and back.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable

from judge.host.candidate import Candidate
from judge.model import Limits

SOURCE = b"def identity(value):\n    return value\n"


def median_microseconds(call: Callable[[], object], repeats: int) -> float:
    """The median time of a call."""
    times = []
    for _ in range(repeats):
        begin = time.perf_counter()
        call()
        times.append(time.perf_counter() - begin)
    return statistics.median(times) * 1e6


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    parser.add_argument("--repeats", type=int, default=3_000, help="of the small call; of the large one a sixtieth")
    small = parser.parse_args().repeats
    large = max(small // 60, 3)
    names: dict[str, Callable[[object], object]] = {}
    exec(SOURCE, names)
    begin = time.perf_counter()
    with Candidate(SOURCE, "identity.py", "identity", Limits(), 0) as candidate:
        candidate.load()
        print(f"start a worker and load a submission: {(time.perf_counter() - begin) * 1e3:.1f} ms")
        for name, value, repeats in (("42", 42, small), ("100,000 ints", list(range(100_000)), large)):
            remote = median_microseconds(lambda value=value: candidate.call((value,), {}), repeats)
            direct = median_microseconds(lambda value=value: names["identity"](value), repeats)
            print(f"identity({name}): {remote:,.0f} µs across the line, {direct:.1f} µs directly")


if __name__ == "__main__":
    main()
