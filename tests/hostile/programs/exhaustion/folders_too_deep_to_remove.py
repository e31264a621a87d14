"""Nests folders deeper than any path is long, and takes away its own rights in them, so that tidying up fails or recurses.

Promise: 2
Verdict: accepted
Cause: -
Layer: host
"""

import os

start = os.open(".", os.O_RDONLY)
try:
    for _ in range(800):
        os.mkdir("d" * 100)
        os.chdir("d" * 100)
    open("@MARK@", "w").close()
    os.chmod(".", 0)
except OSError:
    pass
os.fchdir(start)
os.close(start)
try:
    os.mkdir("closed-@MARK@")
    open("closed-@MARK@/file", "w").close()
    os.chmod("closed-@MARK@", 0)
    os.mkdir(b"\xff\xfe\n\x1b[2J")
    os.chmod(".", 0o500)
except OSError:
    pass


def double(n):
    return 2 * n
