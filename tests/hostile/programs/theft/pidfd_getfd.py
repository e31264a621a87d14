"""Takes descriptors out of the judge's process with pidfd_open(2) and pidfd_getfd(2).

Promise: 1
Verdict: accepted
Cause: -
Layer: seccomp
"""

import ctypes
import os

PIDFD_OPEN, PIDFD_GETFD = 434, 438
libc = ctypes.CDLL(None, use_errno=True)
for pid in (os.getppid(), int("@JUDGE_PID@"), 1):
    process = libc.syscall(PIDFD_OPEN, pid, 0)
    if process < 0:
        continue
    print("ESCAPED with a handle of process", pid, flush=True)
    for number in range(16):
        taken = libc.syscall(PIDFD_GETFD, process, number, 0)
        if taken >= 0:
            print("ESCAPED with descriptor", number, "of", pid, flush=True)
            os.close(taken)
    os.close(process)


def double(n):
    return 2 * n
