"""Makes files that even their owner cannot remove: immutable, append-only, set-uid, with names that break programs.

Promise: 2
Verdict: accepted
Cause: -
Layer: seccomp
"""

import fcntl
import os
import struct

FS_IOC_GETFLAGS, FS_IOC_SETFLAGS = 0x80086601, 0x40086602
IMMUTABLE, APPEND_ONLY = 0x10, 0x20
try:
    file = os.open("immortal", os.O_CREAT | os.O_WRONLY)
except OSError:
    file = os.open(".", os.O_RDONLY)
for flag in (IMMUTABLE, APPEND_ONLY):
    try:
        before = fcntl.ioctl(file, FS_IOC_GETFLAGS, bytes(8))
        fcntl.ioctl(file, FS_IOC_SETFLAGS, struct.pack("Q", struct.unpack("Q", before)[0] | flag))
        # As it was: where this succeeds, nobody would be able to tidy up.
        fcntl.ioctl(file, FS_IOC_SETFLAGS, before)
        print("ESCAPED with flag", flag, flush=True)
    except OSError:
        pass
try:
    os.setxattr("immortal", "trusted.overlay.opaque", b"y")
    print("ESCAPED with an attribute", flush=True)
except OSError:
    pass
for name in (b"-rf", b"\n", b"\xff", b"a" * 255, b"\x1b]0;title\x07"):
    try:
        os.close(os.open(name, os.O_CREAT | os.O_WRONLY, 0o6777))
    except OSError:
        pass


def double(n):
    return 2 * n
