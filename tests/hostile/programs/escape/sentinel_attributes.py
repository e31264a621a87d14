"""Changes what stands beside a file's content: its permissions, times, owner and extended attributes.
Landlock has no right for these; a file of the judge's own user would be lost to it without a byte written.

Promise: 2
Verdict: accepted
Cause: -
Layer: namespaces
"""

import ctypes
import fcntl
import os

PATH = "@SENTINEL@"
FS_IOC_SETFLAGS = 0x40086602


def by_path_only_descriptor():
    place = os.open(os.path.dirname(PATH), os.O_PATH)
    os.chmod(os.path.basename(PATH), 0o644, dir_fd=place)


ROADS = [
    lambda: os.chmod(PATH, 0o600),
    by_path_only_descriptor,
    lambda: os.utime(PATH, (1, 1)),
    lambda: os.utime(PATH),
    lambda: os.chown(PATH, os.getuid(), os.getgid()),
    lambda: os.setxattr(PATH, "user.escaped", b"yes"),
    lambda: os.chmod(os.path.dirname(PATH), 0o700),
    lambda: fcntl.flock(os.open(PATH, os.O_RDONLY), fcntl.LOCK_EX | fcntl.LOCK_NB),
    # fchmodat2(2) and file_setattr(2).
    lambda: 1 / (ctypes.CDLL(None).syscall(452, -100, PATH.encode(), 0o644, 0) == 0),
    lambda: 1 / (ctypes.CDLL(None).syscall(469, -100, PATH.encode(), bytes(24), 24, 0) == 0),
]
for index, road in enumerate(ROADS):
    try:
        road()
        print("ESCAPED by road", index, flush=True)
    except (OSError, ArithmeticError):
        pass


def double(n):
    return 2 * n
