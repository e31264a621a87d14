"""How long after its limit the verdict on an endless call is there.

    python benchmarks/endless.py [--limit SECONDS] [--repeats N]

A warm grader judges, in turn, a submission that loops, one that loops and catches every exception, and one that does so
sleeping. Loops end by the limit on CPU time, which other programs on the machine stretch; so beside elapsed time stands the CPU
time that the submission was given beyond its limit. A verdict other than `time_limit_exceeded` ends this program.
"""

from __future__ import annotations

import argparse
import statistics
import time
from pathlib import Path

from in_turn import private_folder
from trivial_challenge import write_trivial_challenge

from judge.challenge import load_challenge
from judge.grading.grader import Grader
from judge.model import Cause

LOOPS = "def double(n):\n    while True:\n        pass\n"
CATCHES = """\
def double(n):
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
"""
SLEEPS = CATCHES.replace("                pass\n        except", "                sleep(60)\n        except")
ENDLESS = {
    "loops": (LOOPS, Cause.CPU_TIME),
    "loops, catches everything": (CATCHES, Cause.CPU_TIME),
    "sleeps, catches everything": (f"from time import sleep\n{SLEEPS}", Cause.WALL_TIME),
}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    parser.add_argument("--limit", type=float, default=1.0, help="seconds of CPU time, and of elapsed time, for a call")
    parser.add_argument("--repeats", type=int, default=7)
    options = parser.parse_args()
    beyond: dict[str, list[tuple[float, float]]] = {name: [] for name in ENDLESS}
    with private_folder() as folder:
        path = write_trivial_challenge(Path(folder))
        with (path / "challenge.toml").open("a", encoding="utf-8") as settings:
            # The elapsed time of loops must not be what ends them.
            settings.write(
                f"[limits]\ncpu_seconds_per_call = {options.limit}\nwall_seconds_per_call = {options.limit * 20}\n"
            )
        looping = load_challenge(path)
        text = (path / "challenge.toml").read_text("utf-8").replace(f"{options.limit * 20}", f"{options.limit}")
        (path / "challenge.toml").write_text(text, encoding="utf-8")
        sleeping = load_challenge(path)
        with Grader(looping) as for_loops, Grader(sleeping) as for_sleepers:
            for number in range(options.repeats + 1):
                for name, (source, cause) in ENDLESS.items():
                    grader = for_loops if cause is Cause.CPU_TIME else for_sleepers
                    begin = time.perf_counter()
                    grade = grader.judge(source.encode(), "submission.py")
                    elapsed = time.perf_counter() - begin
                    if grade.cause is not cause:
                        raise RuntimeError(f"{name}: {grade.verdict}, {grade.cause}: {grade.message}")
                    if number:  # the first round collects the tests and records their examples
                        beyond[name].append((elapsed - options.limit, grade.runtime.cpu_seconds - options.limit))
    print(f"beyond a limit of {options.limit:g} s, medians of {options.repeats}; target 0.3 s on an idle machine")
    for name, values in beyond.items():
        elapsed, used = ([value[side] for value in values] for side in (0, 1))
        shown = f"{statistics.median(elapsed):6.3f} s elapsed ({min(elapsed):.3f} to {max(elapsed):.3f})"
        if ENDLESS[name][1] is Cause.CPU_TIME:
            shown += f"   {statistics.median(used):6.3f} s CPU ({min(used):.3f} to {max(used):.3f})"
        print(f"{name:<28} {shown}")


if __name__ == "__main__":
    main()
