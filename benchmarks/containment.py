"""What containing a worker costs beside a plain fork of the same process: layer after layer, by leaving the others out.

    python benchmarks/containment.py [--repeats N]

For each set of layers one host is started. Workers are then started, asked for a sign of life and ended in turn, so that a
noisy machine is equally unkind to all. Prints medians in microseconds, and the quartiles.
"""

from __future__ import annotations

import argparse
import contextlib
import statistics
import time

from judge.host.host import Host
from judge.host.output import OutputBuffer
from judge.host.worker import Worker
from judge.model import Limits
from judge.sandbox.levels import LAYERS
from judge.wire import messages

LIMITS = Limits()


def start_and_end(host: Host) -> float:
    """Microseconds from asking for a worker until it has answered, ended and been waited for."""
    begin = time.perf_counter()
    worker = Worker(host, LIMITS, OutputBuffer(LIMITS.output_bytes))
    worker.send(messages.HELLO)
    worker.receive(60.0, 60.0)
    worker.kill()
    return (time.perf_counter() - begin) * 1e6


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    parser.add_argument("--repeats", type=int, default=200)
    repeats = parser.parse_args().repeats
    sets = {"plain fork": (), **{f"+ {layer}": LAYERS[: LAYERS.index(layer) + 1] for layer in LAYERS}}
    with contextlib.ExitStack() as hosts:
        started = {}
        for name, layers in sets.items():
            host = hosts.enter_context(Host(0, LIMITS, without=set(LAYERS) - set(layers)))
            if set(host.isolation.layers) == set(layers):
                started[name] = host
            else:
                print(f"{name}: not available here {host.problem}")
        times: dict[str, list[float]] = {name: [] for name in started}
        for _ in range(repeats):
            for name, host in started.items():
                times[name].append(start_and_end(host))
    print(f"{'start, answer, end':<20}{'median':>8}{'added':>8}   quartiles, microseconds")
    before = None
    for name, values in times.items():
        low, median, high = statistics.quantiles(values, n=4)
        added = "" if before is None else f"{median - before:+,.0f}"
        print(f"{name:<20}{median:>8,.0f}{added:>8}   {low:,.0f} to {high:,.0f}")
        before = median


if __name__ == "__main__":
    main()
