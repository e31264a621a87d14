"""What `judge grade` costs per submission, beside a warm interpreter, a process each, and pytest for each.

    python benchmarks/batch.py [CHALLENGE] [--submissions N] [--verdict V] [--repeats N]

Without CHALLENGE it is a trivial one: 500 calls of a microsecond. The submissions are copies of the challenge's known answers.
What starting costs is left out: it is measured with few submissions, and taken off what it costs with many.
"""

from __future__ import annotations

import argparse
import itertools
import statistics
import sys
from collections.abc import Iterable
from pathlib import Path

from cold_run import PYTEST
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
from recorded_calls import record_calls
from trivial_challenge import write_copies, write_trivial_challenge

from judge.challenge import load_challenge

FEW = 2
"""From the second submission on all is warm."""

ALONE = 2
"""Of the others, so many are also judged one by one."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    parser.add_argument("challenge", nargs="?", help="default: a trivial one")
    parser.add_argument("--submissions", type=int, help="default: 5, and 300 of the trivial challenge")
    parser.add_argument("--verdict", default="accepted", help="of the known answers; default: accepted")
    parser.add_argument("--repeats", type=int, default=7)
    options = parser.parse_args()
    many = options.submissions or (5 if options.challenge else 300)
    with private_folder() as name:
        folder = Path(name)
        challenge = load_challenge(
            ROOT / options.challenge if options.challenge else write_trivial_challenge(folder / "challenges")
        )
        known = sorted((challenge.submissions / options.verdict).glob("*.py"))
        copies = write_copies(known, many, folder / "many")
        few = write_copies(known, FEW, folder / "few")
        environment = private_environment(folder)
        calls = record_calls(challenge, challenge.reference, folder / "calls")
        batches = (folder / f"graded{number}" for number in itertools.count())

        def run(*arguments: str | Path, statuses: tuple[int, ...] = (0,)) -> Cost:
            return run_command([sys.executable, *arguments], environment, statuses)

        def judge(submissions: Path) -> Cost:
            grade = ["grade", challenge.folder, submissions, "--output", next(batches), "--executor", "local:1"]
            return run("-m", "judge", *grade, "--isolation", "best-effort", statuses=(0, 1))

        def call(files: list[Path]) -> Cost:
            return run(ROOT / "benchmarks" / "floor.py", folder / "calls", challenge.entry_point, *files)

        alone = copies[FEW : FEW + ALONE] if options.challenge else copies[:1]  # those of the trivial one are alike

        def mean(costs: Iterable[Cost]) -> Cost:
            parts = list(costs)
            cpu, elapsed = sum(part.cpu_seconds for part in parts), sum(part.elapsed_seconds for part in parts)
            return Cost(cpu, elapsed).per(len(parts))

        ways = {
            "judge grade": lambda: judge(folder / "many").beyond(judge(folder / "few")).per(many - FEW),
            "warm interpreter": lambda: call(copies).beyond(call(few)).per(many - FEW),
            "a process each": lambda: mean(call([file]) for file in alone),
            "pytest each": lambda: mean(
                run(*PYTEST, *challenge.tests, "--bare", file, statuses=(0, 1)) for file in alone
            ),
        }
        costs = measure_in_turn(ways, options.repeats)
    print(
        f"{challenge.name}, {many} submissions {options.verdict}, {calls} calls, medians of {options.repeats}, for each"
    )
    show_costs(costs, "ms")
    show_ratios(costs, "judge grade", {"warm interpreter": 1.25} if options.challenge else {})
    seconds = statistics.median(cost.cpu_seconds for cost in costs["judge grade"])
    print(f"{1 / seconds:.0f} submissions per second of one core" + ("" if options.challenge else ", target 100"))


if __name__ == "__main__":
    main()
