"""How long after a save `judge watch` shows its verdict: the median of so many saves, the least and the most.

    python benchmarks/watch.py [CHALLENGE] [--saves N]

Right and wrong submissions take turns: what is saved fails, or holds, where the last one did not. The time runs from the moment
the file is whole until the report can be read; looking for changes and, for wrong ones, making counterexamples small are in it.
Without a challenge it is the trivial one, whose function costs nothing, so that all of it is the judge's own.
"""

from __future__ import annotations

import argparse
import itertools
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from in_turn import ROOT, private_environment
from trivial_challenge import write_trivial_challenge

QUIET_SECONDS = 0.3
"""Between a report and the next save, as somebody reads at least."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    parser.add_argument("challenge", nargs="?", help="a folder; the trivial challenge without one")
    parser.add_argument("--saves", type=int, default=20)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        challenge = ROOT / options.challenge if options.challenge else write_trivial_challenge(folder)
        known = [min((challenge / "submissions" / kind).glob("*.py")) for kind in ("accepted", "wrong_answer")]
        sources = itertools.cycle(path.read_bytes() for path in known)
        file = folder / "watched.py"
        file.write_bytes(next(sources))
        command = [sys.executable, "-m", "judge", "watch", str(challenge), str(file), "--no-history"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, env=private_environment(folder)) as process:
            read_report(process, "isolation ")
            times: dict[str, list[float]] = {path.parent.name: [] for path in known}
            for number in range(options.saves + 2):  # the first of each kind fills caches
                time.sleep(QUIET_SECONDS)
                kind = known[(number + 1) % 2].parent.name
                file.write_bytes(next(sources))
                began = time.perf_counter()
                read_report(process, "  CPU ")
                if number >= len(known):
                    times[kind].append((time.perf_counter() - began) * 1e3)
            process.terminate()
    for kind, found in {"all": [*itertools.chain(*times.values())], **times}.items():
        least, most = min(found), max(found)
        print(f"{kind:<14} {statistics.median(found):>5.0f} ms ({least:.0f} to {most:.0f}), {len(found)} saves")


def read_report(process: subprocess.Popen[bytes], last_line: str) -> None:
    """Read up to the empty line after a report, which ends with its figures or, later, with what has changed."""
    assert process.stdout is not None
    before = ""
    for line in iter(process.stdout.readline, b""):
        if not line.strip() and last_line in before:
            return
        before = line.decode()
    raise SystemExit("judge watch has ended")


if __name__ == "__main__":
    main()
