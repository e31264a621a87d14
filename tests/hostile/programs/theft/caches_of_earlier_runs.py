"""Looks for what test runs leave on disk: bytecode of hidden tests, pytest's cache, Hypothesis's database of examples.
Each tells the tests' constants or the very inputs that will be used.

Promise: 1
Verdict: accepted
Cause: -
Layer: landlock
"""

import glob
import os
import sys
import sysconfig

places = {"@CHALLENGE@", "@CHALLENGE@/..", os.getcwd() + "/..", "/tmp", "/var/tmp", "/dev/shm", os.path.expanduser("~")}
for start in (*sys.path, sys.executable, sysconfig.get_paths()["purelib"]):
    for _ in range(5):
        start = os.path.dirname(start)
        places.add(start or "/")
names = [
    ".hypothesis",
    ".pytest_cache",
    "__pycache__/test_*.pyc",
    "__pycache__/reference*.pyc",
    ".cache/judge",
    "*.pytest_cache",
]
for place in places:
    for name in names:
        for path in glob.glob(os.path.join(place, name)):
            try:
                taken = os.listdir(path) if os.path.isdir(path) else open(path, "rb").read()
                print("ESCAPED with", len(taken), "of", name, flush=True)
            except OSError:
                pass


def double(n):
    return 2 * n
