"""What a warm grader spends on wrong submissions, beside an accepted one judged just before each.

    python benchmarks/wrong_answers.py [CHALLENGE] [--repeats N] [--most N]

Each known wrong answer of the challenge is judged all the way, without making its counterexample smaller, and up to the first
property that fails. For each stands the CPU time of the grader, the host and all workers as a multiple of what the accepted
one took, and how many milliseconds of it were not the submission's own: judging, and workers that were given up. A wrong
one should take no longer unless its counterexample is made smaller, or its way to find the answer is slower.
"""

from __future__ import annotations

import argparse
import statistics
from dataclasses import dataclass
from pathlib import Path

from in_turn import ROOT, used_so_far

from judge.challenge import load_challenge
from judge.grading.grader import Grader
from judge.grading.plan import COMPLETE, Plan
from judge.model import Verdict

PLANS = {
    "all the way": COMPLETE,
    "first failures": Plan(explore=False),
    "one": Plan(explore=False, stop_at_failure=True),
}


@dataclass(frozen=True, slots=True)
class Spent:
    """CPU seconds of all processes over those of an accepted submission, and milliseconds that were not the submission's."""

    ratio: float
    judging_milliseconds: float


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    parser.add_argument("challenge", nargs="?", default="challenges/primes")
    parser.add_argument("--repeats", type=int, default=1, help="of each submission")
    parser.add_argument("--most", type=int, help="judge only that many of the wrong submissions")
    options = parser.parse_args()
    challenge = load_challenge(ROOT / options.challenge)
    wrong = sorted((challenge.submissions / Verdict.WRONG_ANSWER).glob("*.py"))[: options.most]
    found: dict[str, dict[str, Spent]] = {}
    accepted: list[float] = []
    with Grader(challenge) as grader:

        def spend(submission: Path, plan: Plan) -> tuple[float, float]:
            before = used_so_far()
            grade = grader.judge(submission.read_bytes(), submission.name, plan=plan)
            used = used_so_far() - before
            return used, (used - grade.runtime.cpu_seconds) * 1e3

        for _ in range(3):
            spend(challenge.reference, COMPLETE)  # records examples, foresees calls
        for submission in wrong:
            rounds: dict[str, list[Spent]] = {name: [] for name in PLANS}
            for _ in range(options.repeats):
                right, judging = spend(challenge.reference, COMPLETE)
                accepted.append(judging)
                for name, plan in PLANS.items():
                    used, beyond = spend(submission, plan)
                    rounds[name].append(Spent(used / right, beyond))
            found[submission.name] = {name: median(values) for name, values in rounds.items()}
    print(f"judging an accepted one: {statistics.median(accepted):.0f} ms (median of {len(accepted)})")
    print(f"{'CPU time / accepted, judging in ms':<44}" + "".join(f"{name:>18}" for name in PLANS))
    for submission_name, spent in sorted(found.items(), key=lambda item: -item[1]["first failures"].ratio):
        show(submission_name, spent)
    show("median", {name: median([spent[name] for spent in found.values()]) for name in PLANS})


def median(values: list[Spent]) -> Spent:
    """The median of each figure."""
    return Spent(
        statistics.median(value.ratio for value in values),
        statistics.median(value.judging_milliseconds for value in values),
    )


def show(name: str, spent: dict[str, Spent]) -> None:
    """Print a row."""
    print(f"{name:<44}" + "".join(f"{one.ratio:>10.2f} {one.judging_milliseconds:>7.0f}" for one in spent.values()))


if __name__ == "__main__":
    main()
