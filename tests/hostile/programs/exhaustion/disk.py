"""Fills the scratch folder: 48 MB in several files, each below any limit on a single file.

Promise: 6
Verdict: accepted
Cause: -
Layer: namespaces
"""

import os

written = 0
try:
    for number in range(6):
        with open(f"filler-{number}", "wb", buffering=0) as file:
            for _ in range(8):
                written += file.write(bytes(1 << 20))
except OSError:
    pass
if written == 48 << 20:
    print("ESCAPED with", written, "bytes on disk", flush=True)
for number in range(6):
    try:
        os.unlink(f"filler-{number}")
    except OSError:
        pass


def double(n):
    return 2 * n
