"""Makes a file of a terabyte that takes no room until somebody copies it, and asks for signals when it may not.

Promise: 6
Verdict: accepted
Cause: -
Layer: rlimits
"""

import os

try:
    descriptor = os.open("sparse", os.O_RDWR | os.O_CREAT)
except OSError:
    descriptor = os.open(".", os.O_RDONLY)  # there is no place to write at all
for road in (lambda: os.ftruncate(descriptor, 1 << 40), lambda: os.pwrite(descriptor, b"x", 1 << 40)):
    try:
        road()
    except OSError:
        pass
if os.fstat(descriptor).st_size >= 1 << 40:
    print("ESCAPED with a file of a terabyte", flush=True)
os.close(descriptor)
if os.path.exists("sparse"):
    os.unlink("sparse")


def double(n):
    return 2 * n
