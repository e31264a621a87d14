"""Walks up its own stack, and those of all threads, for anything of the judge's: expected values, properties, other calls.

Promise: 1
Verdict: accepted
Cause: -
Layer: host
"""

import re
import sys

SIGN = re.compile("judge[-]secret[-]")


def look() -> None:
    for frame in [sys._getframe(), *sys._current_frames().values()]:
        while frame is not None:
            for variables in (frame.f_locals, frame.f_globals):
                for name, value in list(variables.items()):
                    if (
                        "expected" in name
                        or "reference" in name
                        or "hypothesis" in name
                        or SIGN.search(repr(value)[:20_000])
                    ):
                        if variables is not globals():
                            print("ESCAPED with", name, flush=True)
            frame = frame.f_back


look()
first = True


def double(n):
    global first
    if first:
        first = False
        look()
    return 2 * n
