"""Lists the machine's processes and reads their command lines, to learn what is judged, where, and by whom.

Promise: 1
Verdict: accepted
Cause: -
Layer: landlock
"""

import os

try:
    numbers = [int(name) for name in os.listdir("/proc") if name.isdigit()]
except OSError:
    numbers = [1, os.getppid(), int("@JUDGE_PID@"), *range(os.getpid() - 20, os.getpid())]
for number in numbers:
    if number in (0, os.getpid()):
        continue
    for name in ("cmdline", "status", "comm", "stat", "wchan"):
        try:
            if open(f"/proc/{number}/{name}").read():
                print("ESCAPED with", name, "of process", number, flush=True)
                break
        except OSError:
            pass


def double(n):
    return 2 * n
