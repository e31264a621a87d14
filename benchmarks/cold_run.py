"""A cold `judge run` with recorded examples, bare pytest on the same hidden tests in one process, and the candidate alone.

    python benchmarks/cold_run.py [CHALLENGE [SUBMISSION]] [--repeats N] [--no-bytecode]

Prints medians, least and greatest, of CPU time of all processes and of elapsed time, and ratios round by round.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from in_turn import (
    ROOT,
    measure_in_turn,
    private_environment,
    private_folder,
    run_command,
    show_costs,
    show_ratios,
)
from recorded_calls import record_calls

from judge.challenge import load_challenge

PYTEST = ("-m", "pytest", "-q", "-p", "bare", "-p", "no:judge", "-p", "no:xdist", "-p", "no:cacheprovider")
"""Without what other tools in this environment add."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    parser.add_argument("challenge", nargs="?", default="challenges/primes")
    parser.add_argument("submission", nargs="?", help="default: the reference")
    parser.add_argument("--repeats", type=int, default=7)
    parser.add_argument("--no-bytecode", action="store_true", help="as where no bytecode can be written")
    options = parser.parse_args()
    challenge = load_challenge(ROOT / options.challenge)
    submission = Path(options.submission or challenge.reference).resolve()
    with private_folder() as name:
        folder = Path(name)
        environment = private_environment(folder, bytecode=not options.no_bytecode)
        count = record_calls(challenge, submission, folder / "calls")
        commands: dict[str, list[str | Path]] = {
            "judge run": ["-m", "judge", "run", challenge.folder, submission, "--no-timing"],
            "bare pytest": [*PYTEST, *challenge.tests, "--bare", submission],
            "candidate alone": [
                *(ROOT / "benchmarks" / "floor.py", folder / "calls", challenge.entry_point, submission)
            ],
        }
        ways = {
            way: lambda command=command: run_command([sys.executable, *command], environment)  # type: ignore[misc]
            for way, command in commands.items()
        }
        costs = measure_in_turn(ways, options.repeats)
    print(f"{challenge.name}, {count} calls, medians of {options.repeats}")
    show_costs(costs)
    show_ratios(costs, "judge run", {"bare pytest": 0.45, "candidate alone": 1.5})


if __name__ == "__main__":
    main()
