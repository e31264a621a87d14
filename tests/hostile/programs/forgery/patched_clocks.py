"""Stops every clock it can reach, sets the system's back, and then takes three seconds of CPU time.

Promise: 4
Verdict: time_limit_exceeded
Cause: cpu_time
Layer: host
"""

import ctypes
import platform
import resource
import time


def still(*arguments):
    return 0.0


for name in ("time", "monotonic", "perf_counter", "process_time", "thread_time", "clock_gettime"):
    setattr(time, name, still)
resource.getrusage = lambda who: resource.struct_rusage((0.0,) * 16)
SETTIMEOFDAY = {"x86_64": 164, "aarch64": 170}[platform.machine()]
# With neither a time nor a zone it changes nothing, but says whether it may.
if ctypes.CDLL(None).syscall(SETTIMEOFDAY, None, None) == 0:
    print("ESCAPED to the clock", flush=True)


def double(n):
    total = 0
    for number in range(50_000_000):
        total ^= number
    return 2 * n
