"""Writes a program into memory, or into its scratch folder, and runs it from there: no program of the machine is needed.

Promise: 6
Verdict: accepted
Cause: -
Layer: seccomp
"""

import ctypes
import os

SCRIPT = b"#!/bin/sh\necho ESCAPED\n"
libc = ctypes.CDLL(None)
arguments = (ctypes.c_char_p * 2)(b"program", None)
try:
    descriptor = os.memfd_create("program", 0)
    os.write(descriptor, SCRIPT)
    print("ESCAPED with a file in memory", flush=True)
    libc.fexecve(descriptor, arguments, arguments)
except OSError:
    pass
try:
    with open("program", "wb") as file:
        file.write(SCRIPT)
    os.chmod("program", 0o755)
    libc.fexecve(os.open("program", os.O_RDONLY), arguments, arguments)
    os.execv("./program", ["program"])
except OSError:
    pass
# The loader of shared libraries runs a program that is only readable.
for loader in ("/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1"):
    try:
        os.execv(loader, [loader, "/bin/echo", "ESCAPED"])
    except OSError:
        pass


def double(n):
    return 2 * n
