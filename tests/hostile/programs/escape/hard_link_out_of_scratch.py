"""Gives a file outside a second name in its scratch folder, where it may write.

Promise: 2
Verdict: accepted
Cause: -
Layer: seccomp
"""

import ctypes
import os

AT_FDCWD, AT_SYMLINK_FOLLOW, AT_EMPTY_PATH = -100, 0x400, 0x1000
libc = ctypes.CDLL(None)
for index, target in enumerate(("@SENTINEL@", "@CHALLENGE@/test_double.py", "/etc/passwd")):
    name = f"link-{index}"
    try:
        os.link(target, name)
    except OSError:
        libc.linkat(AT_FDCWD, f"/proc/self/root{target}".encode(), AT_FDCWD, name.encode(), AT_SYMLINK_FOLLOW)
    try:
        descriptor = os.open(target, os.O_PATH)
        libc.linkat(descriptor, b"", AT_FDCWD, f"{name}-too".encode(), AT_EMPTY_PATH)
        os.close(descriptor)
    except OSError:
        pass
    for made in (name, f"{name}-too"):
        try:
            if open(made).read():
                print("ESCAPED through a second name of", target, flush=True)
            os.unlink(made)
        except OSError:
            pass


def double(n):
    return 2 * n
