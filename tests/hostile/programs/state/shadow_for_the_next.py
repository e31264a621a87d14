"""Leaves modules with the names of those that every run imports wherever a later interpreter might look first.

Promise: 5
Verdict: accepted
Cause: -
Layer: landlock
Runs: 2
"""

import os
import sys

if "@MARK@" in getattr(sys, "left_by", "") or os.path.exists("pytest.py"):
    print("ESCAPED from an earlier run", flush=True)
for place in {".", *filter(None, sys.path), os.path.dirname(os.__file__), "@CHALLENGE@", "@SUBMISSIONS@"}:
    for name in ("pytest.py", "hypothesis.py", "conftest.py", "numpy.py"):
        path = os.path.join(place, name)
        if place != "." and os.path.exists(path):
            continue
        try:
            with open(path, "x") as file:
                file.write("import sys; sys.left_by = '@MARK@'\n")
        except OSError:
            continue
        if place != ".":
            print("ESCAPED with", path, flush=True)
            os.unlink(path)


def double(n):
    return 2 * n
