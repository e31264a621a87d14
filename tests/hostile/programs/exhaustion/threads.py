"""Starts a thousand threads that wait, each with a stack as small as may be.

Promise: 6
Verdict: accepted
Cause: -
Layer: rlimits
"""

import threading

threading.stack_size(64 << 10)
gate = threading.Event()
started = 0
try:
    for _ in range(1_000):
        threading.Thread(target=gate.wait, args=(1,), daemon=True).start()
        started += 1
except (RuntimeError, MemoryError):
    pass
gate.set()
if started == 1_000:
    print("ESCAPED with", started, "threads", flush=True)


def double(n):
    return 2 * n
