"""Changes its root to the folder it has open and walks out of it upwards, the oldest way out of a changed root.

Promise: 2
Verdict: accepted
Cause: -
Layer: seccomp
"""

import os

try:
    os.chroot("/")
    print("ESCAPED by a change of root", flush=True)
except OSError:
    pass
found = []
climb = "/".join([".."] * 30)
for path in (climb, climb + "/etc/passwd", climb + "/home"):
    try:
        found += os.listdir(path) if os.path.isdir(path) else [open(path).read()]
    except OSError:
        pass
if "passwd" in found or len("".join(found)) > 500:
    print("ESCAPED to", len(found), "names above", flush=True)


def double(n):
    return 2 * n
