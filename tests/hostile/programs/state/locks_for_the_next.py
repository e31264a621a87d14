"""Locks files that every worker reads, among them Python's own, for as long as it lives: another run would see or wait.
Nothing of it may remain when it has ended.

Promise: 5
Verdict: accepted
Cause: -
Layer: host
Runs: 2
"""

import fcntl
import os
import zlib

held = []
for path in (os.__file__, zlib.__spec__.origin or "", "/dev/null", "@SENTINEL@"):
    try:
        file = open(path, "rb")
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        held.append(file)
    except BlockingIOError:
        print("ESCAPED from an earlier run, by a lock on", path, flush=True)
    except OSError:
        pass


def double(n):
    return 2 * n
