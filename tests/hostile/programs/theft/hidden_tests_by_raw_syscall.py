"""Opens the hidden tests by system calls that Python does not use: the old open(2), openat2(2), and name_to_handle_at(2).
A filter or a hook that knows only openat(2) would miss them.

Promise: 1
Verdict: accepted
Cause: -
Layer: landlock
"""

import ctypes
import platform
import struct

PATH = b"@CHALLENGE@/test_double.py"
AT_FDCWD = -100
OPEN = {"x86_64": 2}
OPENAT2 = 437
OPEN_TREE = 428
libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long

how = struct.pack("QQQ", 0, 0, 0)
calls = [(OPENAT2, AT_FDCWD, PATH, how, len(how))]
if platform.machine() in OPEN:
    calls.append((OPEN[platform.machine()], PATH, 0, 0))
for number, *arguments in calls:
    descriptor = libc.syscall(number, *arguments)
    if descriptor >= 0:
        buffer = ctypes.create_string_buffer(1_000)
        if libc.read(descriptor, buffer, 1_000) > 0:
            print("ESCAPED by system call", number, flush=True)
libc.fopen.restype = ctypes.c_void_p
if libc.fopen(PATH, b"r"):
    print("ESCAPED by fopen", flush=True)
if libc.truncate(b"@CHALLENGE@/nothing-there", 0) == 0:
    print("ESCAPED by truncate", flush=True)


def double(n):
    return 2 * n
