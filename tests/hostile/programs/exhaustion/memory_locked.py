"""Locks what memory it has in place, now and in future, so that others have less.

Promise: 6
Verdict: accepted
Cause: -
Layer: seccomp
"""

import ctypes
import mmap

libc = ctypes.CDLL(None)
block = mmap.mmap(-1, 4 << 20)
block[:] = bytes(len(block))
address = ctypes.addressof(ctypes.c_char.from_buffer(block))
if libc.mlock(ctypes.c_void_p(address), len(block)) == 0 or libc.mlockall(3) == 0:
    libc.munlockall()
    print("ESCAPED with locked memory", flush=True)


def double(n):
    return 2 * n
