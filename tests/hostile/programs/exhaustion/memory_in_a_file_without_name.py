"""Writes 400 MB into a file that is memory and has no name: it belongs to no folder, and no process has it mapped.

Promise: 6
Verdict: accepted
Cause: -
Layer: seccomp
"""

import ctypes
import os

written = 0
descriptor = -1
try:
    descriptor = os.memfd_create("nameless")
except OSError:
    # memfd_secret(2): the same, hidden from the kernel's own maps.
    descriptor = ctypes.CDLL(None).syscall(447, 0)
if descriptor >= 0:
    try:
        for _ in range(400):
            written += os.write(descriptor, bytes(1 << 20))
    except OSError:
        pass
if written > 256 << 20:
    print("ESCAPED with", written, "bytes", flush=True)


def double(n):
    return 2 * n
