"""Makes system calls with the bit that marks the third set of numbers of this machine, x32.
Filters that compare numbers for equality let them through, or refuse nothing of what they forbid.

Promise: 2
Verdict: runtime_error
Cause: signal
Layer: seccomp
Only on: x86_64
"""

import ctypes
import os

X32, GETPID, SOCKET = 0x40000000, 39, 41
libc = ctypes.CDLL(None)


def double(n):
    if libc.syscall(X32 | GETPID) == os.getpid() or libc.syscall(X32 | SOCKET, 2, 1, 0) >= 0:
        print("ESCAPED by an x32 system call", flush=True)
    return 2 * n
