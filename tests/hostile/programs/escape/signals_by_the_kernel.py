"""Has the kernel signal the judge in its place: a pipe whose owner is another process tells that one when something is read.
The signal is SIGURG, which does nothing unless somebody listens; the harness does.

Promise: 4
Verdict: accepted
Cause: -
Layer: namespaces
"""

import ctypes
import fcntl
import os
import signal
import struct

F_SETSIG, F_SETOWN_EX = 10, 15
for owner in (int("@JUDGE_PID@"), os.getppid(), -int("@JUDGE_PID@")):
    reader, writer = os.pipe()
    try:
        fcntl.fcntl(reader, F_SETSIG, signal.SIGURG)
        fcntl.fcntl(reader, fcntl.F_SETOWN, owner)
        fcntl.fcntl(reader, fcntl.F_SETFL, os.O_ASYNC | os.O_NONBLOCK)
    except OSError:
        pass
    os.write(writer, b"x")
    try:
        fcntl.fcntl(reader, F_SETOWN_EX, struct.pack("ii", 1, owner))
    except OSError:
        pass
    os.write(writer, b"x")
    os.close(writer)
    os.close(reader)
# A timer may name the thread that it signals.
SIGEV_THREAD_ID = 4
event = struct.pack("QiiiI", 0, signal.SIGURG, SIGEV_THREAD_ID, int("@JUDGE_PID@"), 0) + bytes(48)
timer = ctypes.c_void_p()
if ctypes.CDLL(None).timer_create(1, event, ctypes.byref(timer)) == 0:
    print("ESCAPED with a timer for another process", flush=True)


def double(n):
    return 2 * n
