"""Leaves pipes with names, sockets and locked files in its scratch folder, at which whoever opens or reads them waits for ever.

Promise: 2
Verdict: accepted
Cause: -
Layer: seccomp
"""

import fcntl
import os
import socket

for number in range(20):
    try:
        os.mkfifo(f"pipe-{number}")
    except OSError:
        break
try:
    socket.socket(socket.AF_UNIX).bind("socket")
except OSError:
    pass
try:
    locked = open("locked", "w")
    fcntl.flock(locked, fcntl.LOCK_EX)
    fcntl.lockf(locked, fcntl.LOCK_EX)
    fcntl.fcntl(locked, fcntl.F_SETLEASE, fcntl.F_WRLCK)
except OSError:
    pass


def double(n):
    return 2 * n
