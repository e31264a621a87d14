"""Fills the disk with a file that was deleted while open, one without a name, and by reserving room without writing.

Promise: 6
Verdict: accepted
Cause: -
Layer: namespaces
"""

import os

taken = 0
descriptors = []
for road in (
    lambda: os.open("nameless", os.O_RDWR | os.O_CREAT),
    lambda: os.open(".", os.O_RDWR | os.O_TMPFILE),
):
    try:
        descriptor = road()
        if os.path.exists("nameless"):
            os.unlink("nameless")
        descriptors.append(descriptor)
        os.posix_fallocate(descriptor, 0, 24 << 20)
        taken += 24 << 20
    except OSError:
        pass
if taken == 48 << 20:
    print("ESCAPED with", taken, "bytes on disk", flush=True)
for descriptor in descriptors:
    os.close(descriptor)


def double(n):
    return 2 * n
