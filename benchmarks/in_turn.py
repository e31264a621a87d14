"""Measure several ways to do the same thing in turn, so that a busy machine is equally unkind to all of them."""

from __future__ import annotations

import contextlib
import os
import resource
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Cost:
    """What something took: CPU time of all processes together, and elapsed time, in seconds."""

    cpu_seconds: float
    elapsed_seconds: float

    def per(self, count: float) -> Cost:
        """The same for each of `count`."""
        return Cost(self.cpu_seconds / count, self.elapsed_seconds / count)

    def beyond(self, other: Cost) -> Cost:
        """What it took more than another."""
        return Cost(self.cpu_seconds - other.cpu_seconds, self.elapsed_seconds - other.elapsed_seconds)


def measure_in_turn(ways: Mapping[str, Callable[[], Cost]], repeats: int) -> dict[str, list[Cost]]:
    """Measure each way `repeats` times, after one round that only fills caches."""
    rounds = [{name: measure() for name, measure in ways.items()} for _ in range(repeats + 1)][1:]
    return {name: [costs[name] for costs in rounds] for name in ways}


def run_command(command: Sequence[str | Path], environment: Mapping[str, str], statuses: Sequence[int] = (0,)) -> Cost:
    """Run a command at the root of the repository and measure it with all its descendants.

    Raises:
        RuntimeError: It ended with a status that is none of `statuses`.
    """
    before, begin = _children_seconds(), time.perf_counter()
    done = subprocess.run(
        command, cwd=ROOT, env=environment, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    cost = Cost(_children_seconds() - before, time.perf_counter() - begin)
    if done.returncode not in statuses:
        raise RuntimeError(f"{' '.join(map(str, command))} ended with status {done.returncode}: {done.stderr[-500:]}")
    return cost


def private_folder() -> AbstractContextManager[str]:
    """A temporary folder for caches, inputs and results."""
    return TemporaryDirectory(prefix="judge-benchmark-")


def private_environment(folder: Path, *, bytecode: bool = True) -> dict[str, str]:
    """The environment for commands: their caches and history are in a folder of ours, warm after the first of them.

    Args:
        folder: The folder.
        bytecode: Whether bytecode is kept, there, as it is after an installation; else only what lies beside the sources is
            used, as where a file system is read-only.
    """
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    where = {"PYTHONPYCACHEPREFIX": str(folder / "bytecode")} if bytecode else {"PYTHONDONTWRITEBYTECODE": "1"}
    own = {"XDG_CACHE_HOME": str(folder / "cache"), "XDG_DATA_HOME": str(folder / "data")}
    return {**kept, "PYTHONPATH": str(ROOT / "benchmarks"), **own, **where}


def show_costs(costs: Mapping[str, Sequence[Cost]], unit: str = "s") -> None:
    """Print the median of each way, with its least and its greatest."""
    factor = {"s": 1.0, "ms": 1e3}[unit]
    for name, values in costs.items():
        cpu = _spread([cost.cpu_seconds * factor for cost in values])
        elapsed = _spread([cost.elapsed_seconds * factor for cost in values])
        print(f"{name:<36} {cpu} {unit} CPU   {elapsed} {unit} elapsed")


def show_ratios(costs: Mapping[str, Sequence[Cost]], way: str, target: Mapping[str, float]) -> None:
    """Print what one way costs as a multiple of each other one, round by round, and the multiple it should stay below."""
    for name, values in costs.items():
        if name != way:
            pairs = list(zip(costs[way], values, strict=True))
            cpu = _spread([ours.cpu_seconds / theirs.cpu_seconds for ours, theirs in pairs])
            elapsed = _spread([ours.elapsed_seconds / theirs.elapsed_seconds for ours, theirs in pairs])
            aim = f"   target {target[name]:g}" if name in target else ""
            print(f"{way} / {name:<{33 - len(way)}} {cpu} of CPU   {elapsed} of elapsed time{aim}")


def _spread(values: Sequence[float]) -> str:
    return f"{statistics.median(values):7.3g} ({min(values):.3g} to {max(values):.3g})"


def used_so_far() -> float:
    """CPU seconds of this process and of all that it started, those that still run included (to 0.01 s each, proc(5))."""
    own = time.process_time() + _children_seconds()
    parents, ticks = {}, {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # it has ended
            fields = status.read_text("utf-8", "replace").rpartition(")")[2].split()
            pid = int(status.parent.name)
            parents[pid] = int(fields[1])
            ticks[pid] = sum(map(int, fields[11:15]))  # utime, stime, and those of children that were waited for
    family = {os.getpid()}
    while added := {pid for pid, parent in parents.items() if parent in family} - family:
        family |= added
    return own + sum(ticks[pid] for pid in family - {os.getpid()}) / os.sysconf("SC_CLK_TCK")


def _children_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
