"""Makes system calls by the old interrupt of 32-bit programs, from machine code: their numbers mean other calls to a filter.
Number 20 asks for the process id; under a filter that knows only 64-bit numbers it is something else, and so are all others.

Promise: 2
Verdict: runtime_error
Cause: signal
Layer: seccomp
Only on: x86_64
"""

import ctypes
import mmap
import os

# mov eax, 20; int 0x80; ret
CODE = b"\xb8\x14\x00\x00\x00\xcd\x80\xc3"


def double(n):
    page = mmap.mmap(-1, mmap.PAGESIZE, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    page.write(CODE)
    address = ctypes.addressof(ctypes.c_char.from_buffer(page))
    if ctypes.CFUNCTYPE(ctypes.c_int)(address)() == os.getpid():
        print("ESCAPED by a 32-bit system call", flush=True)
    return 2 * n
