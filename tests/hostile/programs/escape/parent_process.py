"""Attacks the process it was forked from, which will fork the next one: by its descriptors, its memory and its files.

Promise: 5
Verdict: accepted
Cause: -
Layer: seccomp
"""

import ctypes
import gc
import os
import socket

libc = ctypes.CDLL(None)
parent = os.getppid()
# A link to the judge would be a socket, or an object that still holds one.
for number in range(256):
    try:
        with socket.socket(fileno=os.dup(number)) as found:
            print("ESCAPED with the socket", found.family, flush=True)
    except OSError:
        pass
for thing in gc.get_objects():
    if isinstance(thing, socket.socket) and thing.fileno() >= 0:
        print("ESCAPED with the object of a socket", flush=True)
for name in ("mem", "fd", "environ", "root", "cwd", "task", "attr", "oom_score_adj", "uid_map"):
    try:
        os.close(os.open(f"/proc/{parent}/{name}", os.O_RDONLY))
        print("ESCAPED with", name, "of the parent", flush=True)
    except OSError:
        pass
try:
    os.kill(parent, 0)
    print("ESCAPED with a signal to the parent", flush=True)
except OSError:
    pass


def double(n):
    return 2 * n
