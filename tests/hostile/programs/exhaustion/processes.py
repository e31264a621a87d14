"""Makes processes that make processes: here twenty, each of which ends at once.

Promise: 6
Verdict: accepted
Cause: -
Layer: seccomp
"""

import multiprocessing
import os

children = []
try:
    for _ in range(20):
        child = os.fork()
        if child == 0:
            os._exit(0)
        children.append(child)
except OSError:
    pass
for child in children:
    os.waitpid(child, 0)
for method in ("fork", "spawn", "forkserver"):
    try:
        process = multiprocessing.get_context(method).Process(target=int)
        process.start()
        process.join(2)
        children.append(process.pid)
    except Exception:
        pass
if children:
    print("ESCAPED with", len(children), "processes", flush=True)


def double(n):
    return 2 * n
