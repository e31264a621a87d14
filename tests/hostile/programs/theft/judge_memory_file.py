"""Reads the judge's memory through /proc/PID/mem, for the parent and for the judge's own process id.
The hidden tests, the expected values and the source of the reference lie there in plain text.

Promise: 1
Verdict: accepted
Cause: -
Layer: landlock
"""

import os

for pid in (os.getppid(), "@JUDGE_PID@", 1):
    for name in ("maps", "smaps", "auxv", "stack"):
        try:
            if open(f"/proc/{pid}/{name}", "rb").read(100):
                print("ESCAPED with", name, "of", pid, flush=True)
        except OSError:
            pass
    try:
        memory = os.open(f"/proc/{pid}/mem", os.O_RDONLY)
        print("ESCAPED with the memory of", pid, flush=True)
        # The same program at the same addresses: an object of ours tells where to look.
        os.pread(memory, 8, id(int))
    except OSError:
        pass


def double(n):
    return 2 * n
