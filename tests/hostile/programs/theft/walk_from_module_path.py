"""Looks for challenges beside everything the interpreter itself must reach: the module path, the executable, the package.
An editable installation lies in the repository that also holds the challenges.

Promise: 1
Verdict: accepted
Cause: -
Layer: landlock
"""

import os
import sys
import time

import judge

starts = {*sys.path, sys.executable, sys.prefix, sys.base_prefix, os.path.realpath(sys.executable)}
starts |= {str(place) for place in getattr(judge, "__path__", [])}
starts |= {getattr(module, "__file__", None) or "" for module in list(sys.modules.values())}
folders = set()
for start in filter(None, starts):
    while start not in {"/", ""}:
        start = os.path.dirname(start)
        folders.add(start)
WANTED = {"challenge.toml", "test_double.py", "reference.py"}
deadline = time.monotonic() + 0.5
for folder in sorted(folders, key=len):
    for parent, below, names in os.walk(folder):
        if time.monotonic() > deadline:
            break
        below[:] = [
            name for name in below if name in {"challenges", "challenge", "tests", "hostile", "reference", "double"}
        ]
        for name in WANTED.intersection(names):
            try:
                if open(os.path.join(parent, name)).read():
                    print("ESCAPED with", name, flush=True)
            except OSError:
                pass


def double(n):
    return 2 * n
