"""Signals its parent, the judge, their groups and everybody. Signal 0 does no harm and tells whether another could be sent.

Promise: 4
Verdict: accepted
Cause: -
Layer: seccomp
"""

import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
PIDFD_OPEN, PIDFD_SEND_SIGNAL = 434, 424
for pid in (os.getppid(), int("@JUDGE_PID@"), 1, -1, -int("@JUDGE_PID@")):
    try:
        os.kill(pid, 0)
        print("ESCAPED with a signal to", pid, flush=True)
    except OSError:
        pass
for pid in (os.getppid(), int("@JUDGE_PID@")):
    try:
        os.killpg(os.getpgid(pid), 0)
        print("ESCAPED with a signal to the group of", pid, flush=True)
    except OSError:
        pass
    if libc.tgkill(pid, pid, 0) == 0 or libc.sigqueue(pid, 0, None) == 0:
        print("ESCAPED with a signal to", pid, flush=True)
    process = libc.syscall(PIDFD_OPEN, pid, 0)
    if process >= 0 and libc.syscall(PIDFD_SEND_SIGNAL, process, 0, None, 0) == 0:
        print("ESCAPED with a signal to", pid, flush=True)


def double(n):
    return 2 * n
