"""Arms ten thousand timers, each of which sends it a signal again and again.

Promise: 6
Verdict: accepted
Cause: -
Layer: rlimits
"""

import ctypes
import platform

TIMER_CREATE = {"x86_64": 222, "aarch64": 107}[platform.machine()]
libc = ctypes.CDLL(None, use_errno=True)
SIGEV_NONE = 1
event = (ctypes.c_int * 16)(0, 0, 0, SIGEV_NONE)
made = 0
for _ in range(150_000):
    if libc.syscall(TIMER_CREATE, 1, ctypes.byref(event), ctypes.byref(ctypes.c_int())) != 0:
        break
    made += 1
if made == 150_000:
    print("ESCAPED with", made, "timers", flush=True)


def double(n):
    return 2 * n
