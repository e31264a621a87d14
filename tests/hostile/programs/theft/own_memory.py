"""Searches its own memory, page by page, for what an earlier life of the process left there.
write(2) from an address into a pipe tells which pages are there without a crash, so /proc is not needed.

Promise: 1
Verdict: accepted
Cause: -
Layer: host
"""

import ctypes
import os
import re

SIGN = re.compile(rb"judge[-]secret[-][a-z]+[-]")
PAGE = 4096
libc = ctypes.CDLL(None, use_errno=True)
libc.write.argtypes = [ctypes.c_int, ctypes.c_void_p, ctypes.c_size_t]
libc.sbrk.restype = ctypes.c_void_p
reader, writer = os.pipe()


def search(start: int, pages: int) -> None:
    before = b""
    for address in range(start & ~(PAGE - 1), start + pages * PAGE, PAGE):
        if libc.write(writer, address, PAGE) != PAGE:
            before = b""
            continue
        page = os.read(reader, PAGE)
        if SIGN.search(before + page):
            print("ESCAPED with a secret in memory", flush=True)
            return
        before = page[-64:]


top = libc.sbrk(ctypes.c_ssize_t(0))
search(top - 2_000 * PAGE, 2_000)
for thing in (object(), [0] * 10_000, os, "x" * 100_000):
    search(id(thing) - 1_000 * PAGE, 2_000)
os.close(reader)
os.close(writer)


def double(n):
    return 2 * n
