"""A cold `judge run` beside bare pytest on the same hidden tests in one process, the two in turn.

    python benchmarks/cold_run.py [CHALLENGE [SUBMISSION]]

Prints the median of seven of each, in seconds of elapsed and CPU time, and the ratio pair by pair.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
REPEATS = 7


def measure(command: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """Elapsed seconds and CPU seconds of a command and all its children."""
    before = os.times()
    begin = time.perf_counter()
    subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
    elapsed = time.perf_counter() - begin
    after = os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return elapsed, used


def main() -> None:
    """Measure and print."""
    challenge = sys.argv[1] if len(sys.argv) > 1 else "challenges/primes"
    submission = sys.argv[2] if len(sys.argv) > 2 else f"reference/{Path(challenge).name}.py"  # noqa: PLR2004
    python = [sys.executable, "-m"]
    judge = [*python, "judge", "run", challenge, submission]
    test = f"{challenge}/test_{Path(challenge).name}.py"
    bare = [
        *python,
        "pytest",
        "-q",
        "-p",
        "bare",
        "-p",
        "no:judge",
        "-p",
        "no:xdist",
        test,
        "--bare",
        submission,
    ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "benchmarks"), "PYTHONDONTWRITEBYTECODE": "1"}
    pairs = [(measure(judge, environment), measure(bare, environment)) for _ in range(REPEATS + 1)][1:]
    for name, side in (("judge run", 0), ("bare pytest", 1)):
        elapsed, used = (statistics.median(pair[side][figure] for pair in pairs) for figure in (0, 1))
        print(f"{name:<12} {elapsed:.2f} s elapsed, {used:.2f} s CPU (median of {REPEATS})")
    ratios = [ours[0] / theirs[0] for ours, theirs in pairs]
    print(f"ratio        {statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})")


if __name__ == "__main__":
    main()
