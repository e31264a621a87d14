"""How elapsed time and the memory of `judge grade` grow with the number of submissions, and what a second process gains.

    python benchmarks/growth.py [--largest N] [--compared N] [--repeats N]

The submissions are different copies of one that is accepted, of a trivial challenge. Time should grow in proportion; the memory
of the parent process, which streams, not at all. The second part judges the same batch with one process and with two, in turn.
"""

from __future__ import annotations

import argparse
import itertools
import re
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from in_turn import (
    ROOT,
    Cost,
    measure_in_turn,
    private_environment,
    private_folder,
    run_command,
    show_costs,
    show_ratios,
)
from trivial_challenge import write_copies, write_trivial_challenge


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    parser.add_argument("--largest", type=int, default=1_000, help="submissions of the largest batch, such as 10000")
    parser.add_argument(
        "--compared", type=int, default=200, help="submissions for the comparison of one process with two"
    )
    parser.add_argument("--repeats", type=int, default=7, help="of that comparison")
    options = parser.parse_args()
    sizes = [size for size in (10, 100, 1_000, 10_000, 100_000) if size < options.largest] + [options.largest]
    with private_folder() as name:
        folder = Path(name)
        challenge = write_trivial_challenge(folder / "challenges")
        environment = private_environment(folder)
        outputs = (folder / f"graded{number}" for number in itertools.count())
        originals = list((challenge / "submissions" / "accepted").glob("*.py"))

        def command(size: int, processes: int) -> list[str | Path]:
            submissions = folder / str(size)
            if not submissions.exists():
                write_copies(originals, size, submissions)
            grade = ["grade", challenge, submissions, "--output", next(outputs), "--executor", f"local:{processes}"]
            return [sys.executable, "-m", "judge", *grade, "--isolation", "best-effort"]

        run_command(command(1, 1), environment)  # fills the caches
        print("submissions   elapsed        beyond 10, each   most memory of the parent")
        first = 0.0
        for size in sizes:
            elapsed, memory = run_watched(command(size, 1), environment)
            first = first or elapsed
            each = f"{(elapsed - first) / (size - sizes[0]) * 1e3:8.1f} ms" if size > sizes[0] else ""
            print(f"{size:>11,}   {elapsed:7.2f} s {each:>21}   {memory / 1e6:.1f} MB")

        def judge(processes: int) -> Cost:
            return run_command(command(options.compared, processes), environment)

        ways = {"two processes": lambda: judge(2), "one process": lambda: judge(1)}
        costs = measure_in_turn(ways, options.repeats)
    print(f"{options.compared} submissions, medians of {options.repeats}, starting included")
    show_costs(costs)
    show_ratios(costs, "two processes", {})


def run_watched(command: list[str | Path], environment: Mapping[str, str]) -> tuple[float, int]:
    """Run a command at the root of the repository.

    Returns:
        Elapsed seconds, and the most resident memory of its own process in bytes (VmHWM, proc(5)).
    """
    begin = time.perf_counter()
    memory = 0
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL) as process:
        while process.poll() is None:
            status = Path(f"/proc/{process.pid}/status").read_text("utf-8", "replace")
            most = re.search(r"VmHWM:\s+(\d+) kB", status)  # absent once it has ended
            memory = max(memory, int(most[1]) << 10 if most else 0)
            time.sleep(0.02)
    if process.returncode != 0:
        raise RuntimeError(f"{' '.join(map(str, command))} ended with status {process.returncode}")
    return time.perf_counter() - begin, memory


if __name__ == "__main__":
    main()
