"""How steady verdicts, runtime ratios and laws of growth are, on an idle machine and beside other work on every core.

    python benchmarks/stability.py verdicts [--repeats 200] [--loaded]
    python benchmarks/stability.py ratios   [--repeats 40] [--loaded] [--effort brief|thorough]
    python benchmarks/stability.py growth   [--repeats 1] [--loaded] [--effort brief|thorough]

`verdicts` has a warm grader judge a known-answer submission of each verdict many times, and counts verdicts other than its
folder's. `ratios` measures programs whose true ratio is known.
`growth` names the law of functions whose law is known; a name that does not include it is wrong. Whatever flips or is wrong
makes this program end with status 1.
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import math
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from os import cpu_count
from pathlib import Path
from statistics import median

from known_growth import FUNCTIONS

from judge.challenge import load_challenge
from judge.grading.grader import Grader
from judge.grading.plan import Plan
from judge.host.host import Host
from judge.model import Limits, Timing, Verdict
from judge.timing.program import Program
from judge.timing.race import EFFORTS, Effort, Race
from judge.timing.sized_input import SizedInput, load_sized_input

ROOT = Path(__file__).parents[1]
CHALLENGE = "rmse"
SUBMISSIONS = (
    "accepted/decimal_sum.py",
    "wrong_answer/index_error_for_empty_lists.py",
    "time_limit_exceeded/finds_positions.py",
    "memory_limit_exceeded/all_differences.py",
    "runtime_error/needs_two_pairs.py",
    "invalid_submission/fails_on_import.py",
)
"""The slowest accepted one and the fastest too slow one are among them."""

TIMES = (1, 2, 4)
LOOP = """\
def f(n):
    total = 0
    for k in range(n):
        total += k & 1
    return 0
"""
LOOP_INPUT = SizedInput(
    Path(__file__), lambda size, randomness: (size - randomness.randrange(size // 100),), 1_000, 1 << 30
)
LOAD = """\
import array
words = array.array("q", range(1 << 20))
while True:
    sum(words)
    sorted(range(50_000), key=lambda n: -n)
    [str(n) for n in range(50_000)]
"""


@contextlib.contextmanager
def load(*, wanted: bool) -> Iterator[None]:
    """Keep every core busy with arithmetic, sorting and allocation while a block runs."""
    processes = [subprocess.Popen([sys.executable, "-c", LOAD]) for _ in range(cpu_count() or 1) if wanted]
    try:
        yield
    finally:
        for process in processes:
            process.kill()
            process.wait()


def check_verdicts(repeats: int, _effort: Effort) -> int:
    """Print a row for each submission; return how many verdicts were not that of its folder."""
    flips = 0
    folder = ROOT / "challenges" / CHALLENGE
    print(f"{'submission':<55} {'verdict':<22} {'of':>5} {'others':>7}  median s each")
    with Grader(load_challenge(folder)) as grader:
        for name in SUBMISSIONS:
            path = folder / "submissions" / name
            expected, source, seconds = Verdict(path.parent.name), path.read_bytes(), []
            found: Counter[Verdict] = Counter()
            for _ in range(repeats):
                began = time.monotonic()
                found[grader.judge(source, str(path), plan=Plan(explore=False)).verdict] += 1
                seconds.append(time.monotonic() - began)
            others = repeats - found[expected]
            flips += others
            print(f"{name:<55} {expected:<22} {found[expected]:>5} {others:>7}  {median(seconds):.2f}", flush=True)
    return flips


def check_ratios(repeats: int, effort: Effort) -> int:
    """Print a row for each program: how far measured ratios are off, how often their interval has the true one."""
    print(
        f"{'program':<20} {'true':>5} {'median':>7} {'median error':>13} {'worst error':>12} {'covered':>8} {'width':>6}"
    )
    for program, make, times in _known_ratios():
        timings = [make(seed, effort) for seed in range(repeats)]
        known = [timing.relative for timing in timings if timing.relative is not None]
        values, widths = ([getattr(each, name) for each in known] or [math.nan] for name in ("value", "half_width"))
        errors = [abs(value / times - 1) for value in values]
        covered = sum(each.low <= times <= each.high for each in known)
        left_out = f"  ({repeats - len(known)} not compared)" if len(known) < repeats else ""
        print(
            f"{program:<20} {times:>5} {median(values):>7.2f} {median(errors):>13.1%} {max(errors):>12.1%}"
            f" {covered:>4}/{len(known):<3} {median(widths):>6.1%}{left_out}",
            flush=True,
        )
    return 0


def _known_ratios() -> Iterator[tuple[str, Callable[[int, Effort], Timing], int]]:
    """A loop that goes round once, twice or four times as often, and references beside themselves.

    Work on data that is done twice in a process takes less than twice as long: memory is fetched once.
    """
    for times in TIMES:
        yield (
            "loop",
            functools.partial(_measure, LOOP, LOOP.replace("range(n)", f"range({times} * n)"), LOOP_INPUT),
            times,
        )
    for name in ("primes", "rmse", "flatten"):
        challenge = load_challenge(ROOT / "challenges" / name)
        sized_input = load_sized_input(challenge.sized_input)
        if sized_input is None:
            raise RuntimeError(f"{name} has no sized inputs")
        source = challenge.reference.read_text()
        measure = functools.partial(_measure, source, source, sized_input, entry_point=challenge.entry_point)
        yield f"{name}, reference", measure, 1


def _measure(
    reference: str, submission: str, sized_input: SizedInput, seed: int, effort: Effort, entry_point: str = "f"
) -> Timing:
    limits = Limits(cpu_seconds_per_call=10.0)
    programs = [Program(source.encode(), "f.py", entry_point) for source in (reference, submission)]
    with Host(seed, limits) as a, Host(seed, limits) as b, Host(seed, limits) as c:
        [timing] = Race(programs[0], programs[1:], [a, b, c], limits, sized_input, effort, seed).run()
    return timing


def check_growth(repeats: int, effort: Effort) -> int:
    """Print a row for each function; return how many names do not include its law."""
    wrong = 0
    print(f"{'function':<24} {'law':<12} {'exponent':<20} named")
    for name, known in FUNCTIONS.items():
        for seed in range(repeats):
            sized_input = SizedInput(Path(__file__), known.make_input, known.smallest, known.largest)
            growth = _measure(known.source, known.source, sized_input, seed, effort).growth
            is_wrong = growth is not None and known.law not in growth.laws
            wrong += is_wrong
            exponent = growth.exponent if growth else None
            shown = f"{exponent.value:.2f} ({exponent.low:.2f}-{exponent.high:.2f})" if exponent else ""
            print(
                f"{name:<24} {known.law:<12} {shown:<20} {growth or 'not named'}{'   WRONG' if is_wrong else ''}",
                flush=True,
            )
    return wrong


CHECKS = {"verdicts": (check_verdicts, 200), "ratios": (check_ratios, 40), "growth": (check_growth, 1)}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one of the checks."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("check", choices=CHECKS)
    parser.add_argument("--repeats", type=int, help="how often")
    parser.add_argument("--loaded", action="store_true", help="beside other work on every core")
    parser.add_argument("--effort", choices=EFFORTS, default="thorough", help="of measuring (default: thorough)")
    options = parser.parse_args(arguments)
    check, usual = CHECKS[options.check]
    with load(wanted=options.loaded):
        return 1 if check(options.repeats or usual, EFFORTS[options.effort]) else 0


if __name__ == "__main__":
    sys.exit(main())
