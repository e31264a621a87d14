"""Asks for what one may do to another process beside signals: its limits, its processors, its priority, where its memory lies.
Everything is set to what it is already, so that success changes nothing.

Promise: 4
Verdict: accepted
Cause: -
Layer: seccomp
"""

import ctypes
import os
import resource

KCMP, MOVE_PAGES, MADVISE = 312, 279, 440
libc = ctypes.CDLL(None)
for pid in (os.getppid(), int("@JUDGE_PID@")):
    roads = [
        lambda: resource.prlimit(pid, resource.RLIMIT_NOFILE),
        lambda: os.sched_setaffinity(pid, os.sched_getaffinity(pid)),
        lambda: os.setpriority(os.PRIO_PROCESS, pid, os.getpriority(os.PRIO_PROCESS, pid)),
        lambda: os.sched_setscheduler(pid, os.SCHED_OTHER, os.sched_param(0)),
        lambda: libc.syscall(KCMP, pid, os.getpid(), 0, 0, 0) >= 0 or 1 / 0,
        lambda: libc.syscall(MOVE_PAGES, pid, 0, None, None, None, 0) == 0 or 1 / 0,
        lambda: libc.ioprio_set(1, pid, 0) == 0 or 1 / 0,
    ]
    for index, road in enumerate(roads):
        try:
            road()
            print("ESCAPED by road", index, "to", pid, flush=True)
        except (OSError, ArithmeticError, AttributeError):
            pass


def double(n):
    return 2 * n
