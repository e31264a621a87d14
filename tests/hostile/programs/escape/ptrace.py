"""Attaches to other processes as a debugger does, and asks to be debugged, which changes how its own end is reported.

Promise: 1
Verdict: accepted
Cause: -
Layer: seccomp
"""

import ctypes
import os

TRACEME, SEIZE, DETACH = 0, 0x4206, 17
libc = ctypes.CDLL(None, use_errno=True)
libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
# Seizing does not stop the process; it is let go at once.
for pid in (os.getppid(), int("@JUDGE_PID@"), 1):
    if libc.ptrace(SEIZE, pid, None, None) == 0:
        libc.ptrace(DETACH, pid, None, None)
        print("ESCAPED into process", pid, flush=True)
if libc.ptrace(TRACEME, 0, None, None) == 0:
    print("ESCAPED to be traced", flush=True)


def double(n):
    return 2 * n
