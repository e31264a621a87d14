"""Reads the submissions of others, where the judge found its own.
Copying a neighbour's answer is the cheapest way to a right one.

Promise: 5
Verdict: accepted
Cause: -
Layer: landlock
"""

import glob
import os

found = []
for folder in ("@SUBMISSIONS@", "..", os.path.dirname(__file__) or ".", os.getcwd()):
    for path in glob.glob(os.path.join(folder, "*.py")) + [os.path.join(folder, "neighbour.py")]:
        try:
            found.append((path, len(open(path).read())))
        except OSError:
            pass
if found:
    print("ESCAPED with", found[0][0], flush=True)


def double(n):
    return 2 * n
