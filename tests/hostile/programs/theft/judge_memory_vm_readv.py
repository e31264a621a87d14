"""Reads another process's memory with process_vm_readv(2), which needs neither /proc nor a stopped process.
A worker that was forked from the judge, or from a common parent, knows the addresses.

Promise: 1
Verdict: accepted
Cause: -
Layer: seccomp
"""

import ctypes
import os


class Vector(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]


libc = ctypes.CDLL(None, use_errno=True)
libc.process_vm_readv.restype = ctypes.c_ssize_t
buffer = ctypes.create_string_buffer(64)
here = Vector(ctypes.addressof(buffer), 64)
own = [id(int), id(os), ctypes.cast(libc.getpid, ctypes.c_void_p).value]
for pid in (os.getppid(), int("@JUDGE_PID@"), 1):
    for address in (*own, 0x400000):
        there = Vector(address, 64)
        if libc.process_vm_readv(pid, ctypes.byref(here), 1, ctypes.byref(there), 1, 0) > 0:
            print("ESCAPED with memory of", pid, flush=True)
        # Wrong addresses fail otherwise than forbidden ones: EFAULT says that the way is open.
        elif ctypes.get_errno() == 14:
            print("ESCAPED as far as an address of", pid, flush=True)


def double(n):
    return 2 * n
