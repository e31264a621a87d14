"""Makes processes by the system calls below fork(3): clone(2) without a thread's flags, clone3(2), vfork(2).

Promise: 6
Verdict: accepted
Cause: -
Layer: seccomp
"""

import ctypes
import os
import platform
import struct

SIGCHLD = 17
CLONE = {"x86_64": 56, "aarch64": 220}[platform.machine()]
CLONE3 = 435
libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long
plain = struct.pack("8Q", 0, 0, 0, 0, SIGCHLD, 0, 0, 0)
with_new_user = struct.pack("8Q", 0x10000000, 0, 0, 0, SIGCHLD, 0, 0, 0)
calls = [
    (CLONE, SIGCHLD, 0, 0, 0, 0),
    (CLONE, SIGCHLD | 0x10000000, 0, 0, 0, 0),
    (CLONE3, plain, 64),
    (CLONE3, with_new_user, 64),
]
if platform.machine() == "x86_64":
    calls.append((57,))  # fork(2) itself, which libc no longer uses
for number, *arguments in calls:
    child = libc.syscall(number, *arguments)
    if child == 0:
        os._exit(0)
    if child > 0:
        os.waitpid(child, 0)
        print("ESCAPED by system call", number, flush=True)


def double(n):
    return 2 * n
