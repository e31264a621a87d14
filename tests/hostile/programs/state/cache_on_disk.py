"""Leaves a file in its scratch folder and everywhere else it can, and looks for it at the next run: it would know that it was here.

Promise: 5
Verdict: accepted
Cause: -
Layer: namespaces
Runs: 2
"""

import glob
import os

places = [
    ".",
    "..",
    os.environ.get("TMPDIR", "."),
    os.path.expanduser("~"),
    "/tmp",
    "/var/tmp",
    "/dev/shm",
    "@SUBMISSIONS@",
    os.path.dirname("@SENTINEL@"),
]
for place in places:
    path = os.path.join(place, "@MARK@-answers")
    if os.path.exists(path):
        print("ESCAPED from an earlier run, in", place, flush=True)
for place in places:
    try:
        open(os.path.join(place, "@MARK@-answers"), "w").close()
    except OSError:
        pass
if glob.glob("../*/@MARK@-answers") and os.getcwd() not in map(
    os.path.dirname, map(os.path.realpath, glob.glob("../*/@MARK@-answers"))
):
    print("ESCAPED from an earlier run, beside this one", flush=True)


def double(n):
    return 2 * n
