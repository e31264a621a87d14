"""Leaves a process behind that outlives it: a child of a child in a session of its own, which nobody waits for.

Promise: 2
Verdict: accepted
Cause: -
Layer: seccomp
"""

import os
import time

try:
    child = os.fork()
    if child == 0:
        os.setsid()
        if os.fork() == 0:
            # In no group and no session of the worker's. It ends by itself.
            os.closerange(0, 256)
            time.sleep(10)
        os._exit(0)
    os.waitpid(child, 0)
    print("ESCAPED by a daemon", flush=True)
except OSError:
    pass


def double(n):
    return 2 * n
